#include "model/io/zip.hpp"

#include <QCoreApplication>
#include <QTest>

#include "model/scan.hpp"
#include "tests/model/io/zip_files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

std::vector<Path> filesIn(const Path& folder) {
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

}  // namespace

class ZipTest : public QObject {
  Q_OBJECT
  Folder folder_;
  int made_ = 0;

  Path archive(const std::string& bytes) {
    const Path path = folder_ / (std::to_string(++made_) + ".zip");
    write(path, bytes);
    return path;
  }
  std::string refusal(const std::string& bytes) {
    TemporaryFolder out;
    return errorOf([&] { unpackZip(archive(bytes), out.path()); });
  }

 private Q_SLOTS:
  void filesComeOutWhole() {
    const std::string text(100'000, 'b');
    TemporaryFolder out;
    unpackZip(archive(zipOf({{"a/one.dcm", text},
                             {"a/", "", false},
                             {"two", "stored", false},
                             {"x.nii.gz", "g"},
                             {"__MACOSX/a", "no"},
                             {"b/.hidden", "no"}})),
              out.path());
    const auto files = filesIn(out.path());
    QCOMPARE(files.size(), std::size_t(3));
    QCOMPARE(bytesOf(files[0]), text);
    QCOMPARE(files[0].extension().string(), std::string(".dcm"));
    QCOMPARE(bytesOf(files[1]), std::string("stored"));
    QVERIFY(files[2].string().ends_with(".nii.gz"));
  }
  void namesLeadNowhere() {
    TemporaryFolder out;
    unpackZip(archive(zipOf({{"../../outside.dcm", "1"},
                             {"/etc/absolute", "2"},
                             {"C:\\Windows\\a.dcm", "3"},
                             {"a.d/../c;m", "4"}})),
              out.path());
    const auto files = filesIn(out.path());
    QCOMPARE(files.size(), std::size_t(4));
    for (const Path& file : files) QVERIFY(file.parent_path() == out.path());
    QVERIFY(!std::filesystem::exists(out.path().parent_path() / "outside.dcm"));
  }
  void theFolderIsGoneWithItsOwner() {
    Path path;
    {
      TemporaryFolder folder;
      path = folder.path();
      write(path / "file", "bytes");
    }
    QVERIFY(!std::filesystem::exists(path));
  }
  void badArchivesAreRefused() {
    const std::string good = zipOf({{"one.dcm", std::string(5000, 'b')}, {"two", "xyz", false}});
    QCOMPARE(refusal("PK\3\4"), std::string("FileDamaged"));
    for (std::size_t cut = 1; cut < good.size(); cut += 7)
      QCOMPARE(refusal(good.substr(0, cut)), std::string("FileDamaged"));
    std::string wrong = good;
    wrong[wrong.find("xyz")] = 'q';
    QCOMPARE(refusal(wrong), std::string("FileDamaged"));
    QCOMPARE(refusal(zipOf({{"secret", "x", true, 1}})), std::string("FileDamaged"));
  }
  void bombsDoNotGoOff() {
    std::string bomb = zipOf({{"a", std::string(1 << 20, '\0')}});
    // Claims less than it holds, and more than anybody has.
    const std::size_t size = bomb.find("PK\1\2") + 24;
    bomb.replace(size, 4, little(100, 4));
    QCOMPARE(refusal(bomb), std::string("FileDamaged"));
    bomb.replace(size, 4, little(0xfffffff0, 4));
    QCOMPARE(refusal(bomb), std::string("FileTooLarge"));
  }
  void aSeriesInAnArchiveIsASeries() {
    const auto ramp = [](const Vec3& p) { return 10 * p.x + 3 * p.z; };
    ObliqueGeometry grid;
    grid.size = {9, 8, 7};
    std::vector<ZipEntry> entries;
    for (int k = 0; k < 7; ++k) {
      const std::string bytes = ctSlice(grid, k, k, ramp).file();
      entries.push_back({"CD/DOE^JOHN/I" + std::to_string(k), bytes});
      std::filesystem::create_directories(folder_ / "plain");
      write(folder_ / "plain" / std::to_string(k), bytes);
    }
    const Path path = archive(zipOf(entries));
    QVERIFY(isZip(path) && !isZip(folder_ / "plain" / "0"));
    QCOMPARE(importScan(path, {}).sha256, importScan(folder_ / "plain", {}).sha256);
    QCOMPARE(listSeries(path).at(0).slices, 7);
    QCOMPARE(errorOf([&] { importScan(archive(zipOf({})), {}); }), std::string("FolderEmpty"));
    QCOMPARE(errorOf([&] {
               importScan(archive(zipOf({{"a.txt", "text"}})), {});
             }),
             std::string("FormatUnknown"));
  }
};

BREGMA_TEST(ZipTest, QCoreApplication);
#include "zip_test.moc"
