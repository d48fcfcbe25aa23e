#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "model/io/dicom_write.hpp"
#include "model/io/image_file.hpp"
#include "model/io/limits.hpp"
#include "model/scan.hpp"

using namespace bregma;
using Path = std::filesystem::path;

namespace {

CtVolume block() {
  Geometry grid;
  grid.size = {8, 8, 6};
  std::vector<std::int16_t> values(grid.count());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::int16_t(i % 300 - 150);
  return {grid, std::move(values)};
}

void writeMask(const Path& path) {
  ObliqueGeometry grid;
  grid.size = {4, 4, 4};
  std::vector<std::uint8_t> mask(64);
  mask[20] = 1;
  writeMaskNrrd(path, grid, mask);
}

template <class Call>
std::string errorOf(Call&& call) {
  try {
    call();
  } catch (const Error& e) {
    return e.what();
  }
  return "none";
}

}  // namespace

class ImportTest : public QObject {
  Q_OBJECT
  QTemporaryDir dir_;
  Path at(const char* name) const { return Path(dir_.path().toStdString()) / name; }

 private Q_SLOTS:
  void folderWithOneImageFile() {
    std::filesystem::create_directories(at("image"));
    writeMask(at("image") / "m.nrrd");
    QCOMPARE(importScan(at("image"), {}).format, std::string("nrrd"));
    QCOMPARE(listSeries(at("image")).size(), std::size_t(1));
  }
  void dicomComesFirst() {
    writeDicom(at("both") / "deep" / "deeper", block());
    writeMask(at("both") / "m.nrrd");
    QCOMPARE(importScan(at("both"), {}).format, std::string("dicom"));
    QCOMPARE(listSeries(at("both")).size(), std::size_t(2));
  }
  void hiddenFilesAndDirectoryRecordsAreSkipped() {
    const auto files = writeDicom(at("mac"), block());
    std::filesystem::create_directories(at("mac") / "__MACOSX");
    for (const char* name : {"._000001.dcm", "DICOMDIR", "__MACOSX/000001.dcm"})
      std::filesystem::copy_file(files[0], at("mac") / name);
    const Scan scan = importScan(at("mac"), {});
    QVERIFY(scan.findings.empty());
    // The directory record opens the folder that it stands in.
    QCOMPARE(importScan(at("mac") / "DICOMDIR", {}).sha256, scan.sha256);
  }
  void nothingToOpen() {
    std::filesystem::create_directories(at("empty") / "below");
    QCOMPARE(errorOf([&] { importScan(at("empty"), {}); }), std::string("FolderEmpty"));
    QCOMPARE(errorOf([&] { listSeries(at("empty")); }), std::string("FolderEmpty"));
    QCOMPARE(errorOf([&] { importScan(at("absent"), {}); }), std::string("PathMissing"));
    std::ofstream(at("a.txt")) << "text";
    QCOMPARE(errorOf([&] { listSeries(at("a.txt")); }), std::string("FormatUnknown"));
  }
  void claimsAreChecked() {
    std::ofstream(at("thousand")) << std::string(1000, 'x');
    QCOMPARE(errorOf([&] { checkClaimedSize(at("thousand"), 1000, false); }), std::string("none"));
    QCOMPARE(errorOf([&] { checkClaimedSize(at("thousand"), 1001, false); }),
             std::string("FileDamaged"));
    QCOMPARE(errorOf([&] { checkClaimedSize(at("thousand"), 1e6, true); }), std::string("none"));
    QCOMPARE(errorOf([&] { checkClaimedSize(at("thousand"), 1e11, true); }),
             std::string("FileTooLarge"));
    QCOMPARE(errorOf([&] { checkClaimedSize(at("thousand"), NAN, true); }),
             std::string("FileTooLarge"));
  }
};

QTEST_GUILESS_MAIN(ImportTest)
#include "import_test.moc"
