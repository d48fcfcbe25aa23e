#include "model/io/dicom_anonymize.hpp"

#include <QCoreApplication>
#include <QTest>

#include "model/io/dicom_write.hpp"
#include "model/phantom.hpp"
#include "model/scan.hpp"
#include "model/series_catalog.hpp"
#include "tests/model/io/zip_files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

std::vector<std::string> codesOf(const Scan& scan) {
  std::vector<std::string> codes;
  for (const Finding& f : scan.findings) codes.emplace_back(bregma::nameOf(f.code));
  return codes;
}

int countIn(const Path& folder) {
  return int(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

class DicomAnonymizeTest : public QObject {
  Q_OBJECT
  Folder folder_;
  CtVolume ct_;

 private Q_SLOTS:
  void initTestCase() {
    PhantomSettings head;
    head.spacing = {4, 4, 3};
    ct_ = phantomVolume(head);
  }
  void everyVoxelStaysWhereItIs_data() {
    QTest::addColumn<int>("kind");
    for (int kind = 0; kind < 8; ++kind) QTest::addRow("%d", kind) << kind;
  }
  void everyVoxelStaysWhereItIs() {
    QFETCH(int, kind);
    DicomWriteSettings as;
    if (kind < 6) as.syntax = DicomSyntax(kind);
    if (kind == 6) as.tiltDeg = 14, as.doubleSlices = {5};
    if (kind == 7) as.turned = as.reversed = as.signedStored = true, as.intercept = 0;
    const Path from = folder_ / QTest::currentDataTag(), to = folder_ / "copy" / from.filename();
    const auto files = writeDicom(from, ct_, as);
    const AnonymousSeries made = anonymizeSeries(from, {}, to);
    QCOMPARE(made.files, int(files.size()));
    const Scan before = importScan(from, {}), after = importScan(to, {});
    QVERIFY(after.ct.geometry() == before.ct.geometry());
    QVERIFY(std::ranges::equal(after.ct.voxels(), before.ct.voxels()));
    QVERIFY(codesOf(before) == codesOf(after));
    QCOMPARE(after.seriesUid, made.seriesUid);
    QVERIFY(after.seriesUid != before.seriesUid);
    QCOMPARE(countIn(to), made.files + 1);
    QCOMPARE(bytesOf(to / "anonymized.json"), anonymousSeriesJson(made));
  }
  void theChosenSeriesAlone() {
    DicomWriteSettings other;
    other.seriesUid = "2.25.77";
    other.dropSlices = {0, 1, 2, 3};
    writeDicom(folder_ / "two" / "a", ct_);
    const auto files = writeDicom(folder_ / "two" / "b", ct_, other);
    QCOMPARE(anonymizeSeries(folder_ / "two", "2.25.77", folder_ / "b").files, int(files.size()));
    QCOMPARE(errorOf([&] { anonymizeSeries(folder_ / "two", "1.2", folder_ / "none"); }),
             std::string("SeriesNotFound"));
    QVERIFY(!std::filesystem::exists(folder_ / "none"));
    // Two copies have nothing in common that would tell that they show the same patient.
    const AnonymousSeries again = anonymizeSeries(folder_ / "two", "2.25.77", folder_ / "b again");
    const SeriesIdentity one = catalogSeries(folder_ / "b").entries[0].identity,
                         two = catalogSeries(folder_ / "b again").entries[0].identity;
    QVERIFY(one.studyUid != two.studyUid && one.patientId != two.patientId);
    QCOMPARE(one.patientName, std::string("Anonymous"));
    QVERIFY(again.elements.size() > 3);
  }
  void theReportNamesElementsNotValues() {
    ObliqueGeometry grid;
    grid.size = {6, 5, 6};
    for (int k = 0; k < 6; ++k) {
      CtBytes file = ctSlice(grid, k, k, [](const Vec3& p) { return p.x; });
      file.put(0x10, 0x10, "PN", "Doe^Jane");
      file.put(0x29, 0x1010, "LO", "secret");
      if (k == 0) file.put(0x08, 0x80, "LO", "Mercy");
      if (k < 2) file.put(0x28, 0x301, "CS", "YES");
      writeCt(folder_ / "named", std::to_string(k), file);
    }
    const AnonymousSeries made = anonymizeSeries(folder_ / "named", {}, folder_ / "unnamed");
    QCOMPARE(made.filesWithText, 2);
    const auto find = [&](const char* tag) {
      return std::ranges::find(made.elements, tag, &AnonymizedElement::tag);
    };
    QCOMPARE(find("0010,0010")->name, std::string("Patient's Name"));
    QCOMPARE(find("0010,0010")->files, 6);
    QCOMPARE(find("0029,1010")->name, std::string("Private"));
    QCOMPARE(find("0008,0080")->files, 1);
    const std::string json = bytesOf(folder_ / "unnamed" / "anonymized.json");
    for (const char* secret : {"Doe", "secret", "Mercy", "1.2.3.4"})
      QVERIFY2(json.find(secret) == std::string::npos, secret);
  }
  void nothingIsLeftBehind() {
    const auto files = writeDicom(folder_ / "whole", ct_);
    std::filesystem::create_directories(folder_ / "full");
    write(folder_ / "full" / "letter", "text");
    QCOMPARE(errorOf([&] { anonymizeSeries(folder_ / "whole", {}, folder_ / "full"); }),
             std::string("WriteFailed"));
    QCOMPARE(countIn(folder_ / "full"), 1);
    std::stop_source stop;
    const Progress half(stop.get_token(), [&](double f) {
      if (f > 0.5) stop.request_stop();
    });
    QVERIFY_EXCEPTION_THROWN(anonymizeSeries(folder_ / "whole", {}, folder_ / "cut", half),
                             Cancelled);
    std::filesystem::resize_file(files[3], 400);
    QCOMPARE(errorOf([&] { anonymizeSeries(folder_ / "whole", {}, folder_ / "cut"); }),
             std::string("FileDamaged"));
    QVERIFY(!std::filesystem::exists(folder_ / "cut"));
    QVERIFY(!std::filesystem::exists(folder_ / "cut.part"));
    write(folder_ / "a.txt", "text");
    QCOMPARE(errorOf([&] { anonymizeSeries(folder_ / "a.txt", {}, folder_ / "cut"); }),
             std::string("FormatUnknown"));
  }
  void anArchiveIsASource() {
    std::vector<ZipEntry> entries;
    for (const Path& file : writeDicom(folder_ / "zipped", ct_))
      entries.push_back({file.filename().string(), bytesOf(file)});
    write(folder_ / "a.zip", zipOf(entries));
    QCOMPARE(anonymizeSeries(folder_ / "a.zip", {}, folder_ / "unzipped").files,
             int(entries.size()));
  }
};

BREGMA_TEST(DicomAnonymizeTest, QCoreApplication);
#include "dicom_anonymize_test.moc"
