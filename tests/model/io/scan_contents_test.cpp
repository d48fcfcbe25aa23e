#include "model/io/scan_contents.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/model/io/ramp_stacks.hpp"
#include "tests/model/io/zip_files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class ScanContentsTest : public QObject {
  Q_OBJECT
  Folder folder_;

  std::size_t namesIn(const std::vector<Path>& files, const std::string& name) const {
    return std::size_t(
        std::ranges::count_if(files, [&](const Path& file) { return file.filename() == name; }));
  }

 private Q_SLOTS:
  void initTestCase() {
    writeStack(folder_ / "cd" / "a", supine, every(0, 6));
    writeStack(folder_ / "cd" / "b", supine, every(0, 5), [](CtBytes& file, int k) {
      file.put(0x20, 0x0e, "UI", "1.2.3.5");
      file.put(0x08, 0x18, "UI", "1.2.3.5." + std::to_string(k));
    });
    write(folder_ / "cd" / "b" / "head.nii.gz", gzipped(smallNifti()));
    write(folder_ / "cd" / "old.inv3", tarEntry("p/main.plist", "<plist/>"));
    write(folder_ / "cd" / "DICOMDIR", "records");
    write(folder_ / "cd" / ".hidden", "x");
    std::filesystem::create_directories(folder_ / "cd" / "__MACOSX");
    write(folder_ / "cd" / "__MACOSX" / "s1000", "x");
  }

  void aFolderIsSortedByHowFilesAreRead() {
    const ScanContents contents = contentsOf(folder_ / "cd", {});
    QCOMPARE(contents.others.size(), std::size_t(11));
    QCOMPARE(namesIn(contents.images, "head.nii.gz"), std::size_t(1));
    QCOMPARE(namesIn(contents.projects, "old.inv3"), std::size_t(1));
    for (const char* left : {"DICOMDIR", ".hidden"})
      QCOMPARE(namesIn(contents.others, left), std::size_t(0));
    QCOMPARE(namesIn(contents.others, "s1000"), std::size_t(2));  // not the third, of __MACOSX
    QVERIFY(std::ranges::is_sorted(contents.others));
    QCOMPARE(dicomOf(contents, {}).series.size(), std::size_t(2));
  }

  // "case/export/defect-fill.nii.gz" comes before "head.nii.gz", but is no scan of the patient.
  void whatACaseExportedIsNoInput() {
    const Path patient = folder_ / "patient", exported = patient / "case" / "export";
    std::filesystem::create_directories(exported);
    write(patient / "head.nii.gz", gzipped(smallNifti()));
    write(exported / "defect-fill.nii.gz", gzipped(smallNifti()));
    QCOMPARE(contentsOf(patient, {}).images.size(), std::size_t(2));  // a folder of that name
    write(patient / "case" / "plan.json", "{}");
    const ScanContents contents = contentsOf(patient, {});
    QCOMPARE(contents.images.size(), std::size_t(1));
    QCOMPARE(namesIn(contents.images, "head.nii.gz"), std::size_t(1));
    QVERIFY(contentsOf(patient / "case", {}).images.empty());
  }

  void aDirectoryFileStandsForItsFolder() {
    const ScanContents contents = contentsOf(folder_ / "cd" / "DICOMDIR", {});
    QVERIFY(contents.others == contentsOf(folder_ / "cd", {}).others);
  }

  void aSliceStandsForItsSeriesAlone() {
    std::filesystem::copy(folder_ / "cd", folder_ / "flat");
    for (const char* from : {"a", "b"})
      for (const auto& file : std::filesystem::directory_iterator(folder_ / "cd" / from))
        std::filesystem::copy(file.path(),
                              folder_ / "flat" / (from + file.path().filename().string()));
    const ScanContents contents = contentsOf(folder_ / "flat" / "bs1002", {});
    QVERIFY(contents.picked == folder_ / "flat" / "bs1002");
    const DicomFolder found = dicomOf(contents, {});
    QCOMPARE(found.series.size(), std::size_t(1));
    QCOMPARE(found.series[0].first().seriesUid, std::string("1.2.3.5"));
    QCOMPARE(found.series[0].slices.size(), std::size_t(5));
  }

  void anArchiveIsUnpackedForAsLongAsItIsHeld() {
    std::vector<ZipEntry> entries;
    for (int k = 0; k < 6; ++k)
      entries.push_back({"x/" + sliceName(k), bytesOf(folder_ / "cd" / "a" / sliceName(k))});
    write(folder_ / "cd.zip", zipOf(entries));
    Path unpacked;
    {
      const ScanContents contents = contentsOf(folder_ / "cd.zip", {});
      QCOMPARE(contents.others.size(), std::size_t(6));
      unpacked = contents.others.front();
      QVERIFY(std::filesystem::exists(unpacked));
    }
    QVERIFY(!std::filesystem::exists(unpacked));
  }

  void aProjectIsKnownByItsBytesToo() {
    std::filesystem::copy_file(folder_ / "cd" / "old.inv3", folder_ / "renamed");
    QCOMPARE(contentsOf(folder_ / "renamed", {}).projects.size(), std::size_t(1));
  }

  void whatIsNotThereIsNamed() {
    QCOMPARE(errorOf([&] { contentsOf(folder_ / "nowhere", {}); }), std::string("PathMissing"));
    std::filesystem::create_directories(folder_ / "empty" / "deeper");
    QCOMPARE(errorOf([&] { contentsOf(folder_ / "empty", {}); }), std::string("FolderEmpty"));
    write(folder_ / "letter.txt", "text");
    QCOMPARE(errorOf([&] { contentsOf(folder_ / "letter.txt", {}); }),
             std::string("FormatUnknown"));
    write(folder_ / "none.zip", zipOf({{".hidden", "x"}}));
    QCOMPARE(errorOf([&] { contentsOf(folder_ / "none.zip", {}); }), std::string("FolderEmpty"));
  }
};

BREGMA_TEST(ScanContentsTest, QCoreApplication);
#include "scan_contents_test.moc"
