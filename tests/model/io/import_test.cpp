#include <QCoreApplication>
#include <QTest>

#include "model/io/dicom_write.hpp"
#include "model/io/image_file.hpp"
#include "model/scan.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

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

}  // namespace

class ImportTest : public QObject {
  Q_OBJECT
  Folder folder_;

 private Q_SLOTS:
  void folderWithOneImageFile() {
    std::filesystem::create_directories(folder_ / "image");
    writeMask(folder_ / "image" / "m.nrrd");
    QCOMPARE(importScan(folder_ / "image", {}).format, std::string("nrrd"));
    QCOMPARE(listSeries(folder_ / "image").size(), std::size_t(1));
  }
  void dicomComesFirst() {
    writeDicom(folder_ / "both" / "deep" / "deeper", block());
    writeMask(folder_ / "both" / "m.nrrd");
    QCOMPARE(importScan(folder_ / "both", {}).format, std::string("dicom"));
    QCOMPARE(listSeries(folder_ / "both").size(), std::size_t(2));
  }
  void hiddenFilesAndDirectoryRecordsAreSkipped() {
    const auto files = writeDicom(folder_ / "mac", block());
    std::filesystem::create_directories(folder_ / "mac" / "__MACOSX");
    for (const char* name : {"._000001.dcm", "DICOMDIR", "__MACOSX/000001.dcm"})
      std::filesystem::copy_file(files[0], folder_ / "mac" / name);
    const Scan scan = importScan(folder_ / "mac", {});
    QVERIFY(scan.findings.empty());
    // The directory record opens the folder that it stands in.
    QCOMPARE(importScan(folder_ / "mac" / "DICOMDIR", {}).sha256, scan.sha256);
  }
  void nothingToOpen() {
    std::filesystem::create_directories(folder_ / "empty" / "below");
    QCOMPARE(errorOf([&] { importScan(folder_ / "empty", {}); }), std::string("FolderEmpty"));
    QCOMPARE(errorOf([&] { listSeries(folder_ / "empty"); }), std::string("FolderEmpty"));
    QCOMPARE(errorOf([&] { importScan(folder_ / "absent", {}); }), std::string("PathMissing"));
    write(folder_ / "a.txt", "text");
    QCOMPARE(errorOf([&] { listSeries(folder_ / "a.txt"); }), std::string("FormatUnknown"));
  }
};

BREGMA_TEST(ImportTest, QCoreApplication);
#include "import_test.moc"
