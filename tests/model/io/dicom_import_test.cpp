#include "model/io/dicom_import.hpp"

#include <QCoreApplication>
#include <QTest>
#include <fstream>

#include "model/io/dicom_write.hpp"
#include "model/phantom.hpp"
#include "model/surface.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

PhantomSettings headWith(const Vec3& spacing) {
  PhantomSettings s;
  s.spacing = spacing;
  return s;
}

int worstDifference(const CtVolume& a, const CtVolume& b) {
  if (a.geometry().size != b.geometry().size) return 100'000;
  int worst = 0;
  for (std::size_t i = 0; i < a.voxels().size(); ++i)
    worst = std::max(worst, std::abs(a.voxels()[i] - b.voxels()[i]));
  return worst;
}

/// Largest distance of the bone surface of `ct` to the phantom's formula surfaces.
double surfaceErrorMm(const CtVolume& ct, const PhantomSettings& s) {
  const Geometry& g = ct.geometry();
  std::vector<std::uint8_t> mask(g.count());
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = ct.voxels()[i] >= 226;
  const TriangleMesh mesh = largestPart(boneSurface(ct, BinaryVolume(g, std::move(mask)), 226));
  double worst = 0;
  for (const Vec3& v : mesh.vertices)
    worst = std::max(worst, std::abs(phantomDistance(s, v).bone()));
  return worst;
}

}  // namespace

class DicomImportTest : public QObject {
  Q_OBJECT
  Folder folder_;
  PhantomSettings phantom_ = headWith({2, 2, 1.5});  // coarse enough to be quick
  CtVolume ct_ = phantomVolume(phantom_);

  Scan roundTrip(const char* name, const DicomWriteSettings& settings) const {
    writeDicom(folder_ / name, ct_, settings);
    return importScan(folder_ / name, {});
  }

 private Q_SLOTS:
  void variants_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("explicit") << 0;
    QTest::newRow("implicit") << 1;
    QTest::newRow("rle") << 2;
    QTest::newRow("jpeg") << 3;
    QTest::newRow("jpegls") << 4;
    QTest::newRow("jpeg2000") << 5;
    QTest::newRow("reversed") << 6;
    QTest::newRow("turned") << 7;
    QTest::newRow("shuffled") << 8;
    QTest::newRow("signed") << 9;
    QTest::newRow("slope") << 10;
    QTest::newRow("signedjpeg2000") << 11;
    QTest::newRow("signedjpeg") << 12;
  }
  void variants() {
    QFETCH(int, kind);
    DicomWriteSettings s;
    if (kind < 6) s.syntax = DicomSyntax(kind);
    s.reversed = kind == 6;
    s.turned = kind == 7;
    s.shuffledNames = kind == 8;
    if (kind == 9 || kind >= 11) s.signedStored = true, s.intercept = 0;
    if (kind == 10) s.slope = 0.5, s.intercept = -1100;
    if (kind == 11) s.syntax = DicomSyntax::Jpeg2000;
    if (kind == 12) s.syntax = DicomSyntax::JpegLossless;
    const Scan scan = roundTrip(QTest::currentDataTag(), s);
    const Geometry &got = scan.ct.geometry(), &wanted = ct_.geometry();
    QVERIFY(got.size == wanted.size);
    QVERIFY(length(got.origin - wanted.origin) < 0.01);
    QVERIFY(length(got.spacing - wanted.spacing) < 1e-5);
    QVERIFY(worstDifference(scan.ct, ct_) <= 1);
    QVERIFY2(scan.findings.empty(),
             scan.findings.empty() ? "" : nameOf(scan.findings[0].code).data());
    QCOMPARE(scan.format, std::string("dicom"));
    QCOMPARE(scan.rescaleSlope, s.slope);
    QCOMPARE(scan.rescaleIntercept, s.intercept);
  }

  void tiltIsTakenFromThePositions() {
    const PhantomSettings phantom = headWith({1, 1, 1.25});
    const CtVolume fine = phantomVolume(phantom);
    for (const double tilt : {18.5, -12.0}) {
      DicomWriteSettings s;
      s.tiltDeg = tilt;
      const Path folder = folder_ / (tilt > 0 ? "tilt" : "back");
      writeDicom(folder, fine, s);
      const Scan scan = importScan(folder, {});
      const Finding* found = findingIn(scan.findings, FindingCode::GantryTilt);
      QVERIFY(found);
      QVERIFY(std::abs(numberOf(found, 0) - std::abs(tilt)) < 0.01);
      const double error = surfaceErrorMm(scan.ct, phantom);
      // The corner of the rim is rounded by the voxels; its faces are exact.
      QVERIFY2(error < 1.0, qPrintable(QString::number(error)));
      PhantomSettings whole = phantom;
      whole.hole = false;
      double far = 0;
      int tested = 0;
      const Geometry& g = scan.ct.geometry();
      std::vector<std::uint8_t> mask(g.count());
      for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = scan.ct.voxels()[i] >= 226;
      const TriangleMesh mesh = boneSurface(scan.ct, BinaryVolume(g, std::move(mask)), 226);
      for (const Vec3& v : mesh.vertices) {
        if (phantomDistance(phantom, v).hole < 3) continue;
        far = std::max(far, std::abs(phantomDistance(whole, v).bone()));
        ++tested;
      }
      QVERIFY(tested > 10'000);
      QVERIFY2(far < 0.3, qPrintable(QString::number(far)));
    }
  }

  void missingSlicesStop() {
    DicomWriteSettings s;
    s.dropSlices = {40, 41, 90};
    const Scan scan = roundTrip("missing", s);
    const Finding* missing = findingIn(scan.findings, FindingCode::SlicesMissing);
    QVERIFY(missing && missing->severity == Severity::Stop);
    QCOMPARE(numberOf(missing, 0), 3.0);
    QVERIFY(std::abs(numberOf(missing, 1) - ct_.geometry().toPatient(0, 0, 40).z) < 0.01);
    // The grid stays whole, and slices that are there are untouched.
    QVERIFY(scan.ct.geometry().size == ct_.geometry().size);
    for (int i = 0; i < ct_.geometry().size[0]; ++i)
      QVERIFY(std::abs(scan.ct.at(i, 90, 60) - ct_.at(i, 90, 60)) <= 1);
  }

  void doubledSlicesAreDropped() {
    DicomWriteSettings s;
    s.doubleSlices = {3, 50};
    const Scan scan = roundTrip("doubled", s);
    const Finding* doubled = findingIn(scan.findings, FindingCode::SlicesDoubled);
    QVERIFY(doubled);
    QCOMPARE(numberOf(doubled, 0), 2.0);
    QVERIFY(worstDifference(scan.ct, ct_) <= 1);
  }

  void unevenSpacingIsMadeEven() {
    DicomWriteSettings s;
    for (int k = 60; k < ct_.geometry().size[2]; ++k)
      if (k % 2) s.dropSlices.push_back(k);
    const Scan scan = roundTrip("uneven", s);
    QVERIFY(findingIn(scan.findings, FindingCode::SpacingUneven) ||
            findingIn(scan.findings, FindingCode::SlicesMissing));
    const Vec3 inBone = phantom_.center + Vec3{-67, 0, 0};
    QVERIFY(std::abs(sample(scan.ct, inBone, 0) - sample(ct_, inBone, 0)) < 60);
  }

  void notHounsfield() {
    DicomWriteSettings s;
    s.intercept = 0;  // writes HU + 0 into unsigned pixels: below zero is cut
    CtVolume shifted = [&] {
      std::vector<std::int16_t> values(ct_.voxels().begin(), ct_.voxels().end());
      for (auto& v : values) v = std::int16_t(v + 1024);
      return CtVolume(ct_.geometry(), std::move(values));
    }();
    writeDicom(folder_ / "offset", shifted, s);
    const Scan scan = importScan(folder_ / "offset", {});
    const Finding* found = findingIn(scan.findings, FindingCode::ValuesNotHu);
    QVERIFY(found);
    QCOMPARE(numberOf(found, 0), 1024.0);
    QVERIFY(worstDifference(scan.ct, ct_) <= 1);
  }

  void seriesAreToldApart() {
    DicomWriteSettings a, b;
    b.seriesUid = "2.25.42";
    for (int k = 0; k < ct_.geometry().size[2]; ++k)
      if (k < 50 || k > 70) b.dropSlices.push_back(k);
    const auto files = writeDicom(folder_ / "two" / "a", ct_, a);
    const auto part = writeDicom(folder_ / "two" / "b", ct_, b);
    write(folder_ / "two" / "readme.txt", "text");
    write(folder_ / "two" / "DICOMDIR", "junk");
    const auto list = listSeries(folder_ / "two");
    QCOMPARE(list.size(), std::size_t(2));
    QCOMPARE(list[0].slices, ct_.geometry().size[2]);
    QCOMPARE(list[1].uid, std::string("2.25.42"));
    QCOMPARE(list[1].slices, 21);
    const Scan best = importScan(folder_ / "two", {});
    QVERIFY(findingIn(best.findings, FindingCode::SeriesChosen));
    QCOMPARE(numberOf(findingIn(best.findings, FindingCode::OtherImagesSkipped), 0), 21.0);
    ImportSettings named;
    named.seriesUid = "2.25.42";
    QCOMPARE(importScan(folder_ / "two", named).ct.geometry().size[2], 21);
    named.seriesUid = "1.2.3";
    QCOMPARE(errorOf([&] { importScan(folder_ / "two", named); }), std::string("SeriesNotFound"));
    // One file opens the series it belongs to.
    QCOMPARE(importScan(part.front(), {}).ct.geometry().size[2], 21);
    QCOMPARE(importScan(files.front(), {}).sha256, importScan(folder_ / "two" / "a", {}).sha256);
  }

  void badFolders() {
    std::filesystem::create_directories(folder_ / "empty");
    QCOMPARE(errorOf([&] { importScan(folder_ / "empty", {}); }), std::string("FolderEmpty"));
    QCOMPARE(errorOf([&] { importScan(folder_ / "absent", {}); }), std::string("PathMissing"));
    std::filesystem::create_directories(folder_ / "text");
    write(folder_ / "text" / "a.txt", "not an image");
    QCOMPARE(errorOf([&] { importScan(folder_ / "text", {}); }), std::string("FormatUnknown"));
    QCOMPARE(errorOf([&] { listSeries(folder_ / "text"); }), std::string("FormatUnknown"));
    QCOMPARE(errorOf([&] { importScan(folder_ / "text" / "a.txt", {}); }),
             std::string("FormatUnknown"));
    std::ofstream(folder_ / "text" / "b.dcm") << std::string(128, ' ') << "DICM and nothing else";
    QCOMPARE(errorOf([&] { importScan(folder_ / "text", {}); }), std::string("FileDamaged"));
    DicomWriteSettings magnetic;
    magnetic.modality = "MR";
    writeDicom(folder_ / "mr", ct_, magnetic);
    QCOMPARE(errorOf([&] { importScan(folder_ / "mr", {}); }), std::string("NotCt"));
  }

  void truncatedSlicesAreNamed() {
    for (const auto syntax : {DicomSyntax::ExplicitLittle, DicomSyntax::JpegLs, DicomSyntax::Rle}) {
      DicomWriteSettings s;
      s.syntax = syntax;
      const auto files = writeDicom(folder_ / "cut" / nameOf(syntax), ct_, s);
      std::filesystem::resize_file(files[7], std::filesystem::file_size(files[7]) / 2);
      try {
        importScan(files[0].parent_path(), {});
        QFAIL("a truncated slice must not pass");
      } catch (const Error& e) {
        QCOMPARE(e.code, ErrorCode::FileDamaged);
        QCOMPARE(std::get<std::string>(e.args[0]), files[7].string());
      }
    }
  }

  void cancelStops() {
    std::stop_source stop;
    stop.request_stop();
    writeDicom(folder_ / "cancel", ct_, {});
    QVERIFY_EXCEPTION_THROWN(importScan(folder_ / "cancel", {}, Progress(stop.get_token(), {})),
                             Cancelled);
  }

  void sameInputSameBytes() {
    const auto a = writeDicom(folder_ / "same1", ct_, {}),
               b = writeDicom(folder_ / "same2", ct_, {});
    QCOMPARE(importScan(folder_ / "same1", {}).sha256, importScan(folder_ / "same2", {}).sha256);
    QCOMPARE(a.size(), b.size());
  }

  void realScans() {
    const Path data = Path(BREGMA_SHARED) / "data/dicom";
    if (!std::filesystem::exists(data)) QSKIP("development data is absent");
    const Scan ge = importScan(data / "ge-head-tilt-18.5", {});
    QVERIFY(std::abs(numberOf(findingIn(ge.findings, FindingCode::GantryTilt), 0) - 18.5) < 0.1);
    QVERIFY(findingIn(ge.findings, FindingCode::SpacingUneven) &&
            findingIn(ge.findings, FindingCode::SlicesThick));
    const Scan philips = importScan(data / "philips-phantom-tilt-16.5", {});
    QVERIFY(std::abs(numberOf(findingIn(philips.findings, FindingCode::GantryTilt), 0) - 16.5) <
            0.1);
    QVERIFY(!findingIn(philips.findings, FindingCode::SpacingUneven));
    const Scan cut = importScan(data / "ge-ct8800-vault-cut-off", {});
    QCOMPARE(numberOf(findingIn(cut.findings, FindingCode::ValuesNotHu), 0), 1024.0);
    QVERIFY(sample(cut.ct, cut.ct.geometry().toPatient(1, 1, 50), 0) < -900);
    QCOMPARE(errorOf([&] { importScan(data / "transfer-syntaxes", {}); }), std::string("NotCt"));
  }
};

BREGMA_TEST(DicomImportTest, QCoreApplication);
#include "dicom_import_test.moc"
