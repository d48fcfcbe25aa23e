#include "model/series_catalog.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>

#include "tests/model/io/zip_files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

/// A block of bone in front and on the left, so that a picture shows how it lies.
double corner(const Vec3& p) { return p.x > 20 && p.y < -20 ? 1200 : -1000; }

ObliqueGeometry headGrid(double sliceMm) {
  ObliqueGeometry grid;
  grid.size = {64, 64, int(150 / sliceMm)};
  grid.steps.columns = {Vec3{3, 0, 0}, Vec3{0, 3, 0}, Vec3{0, 0, sliceMm}};
  grid.origin = {-94.5, -94.5, 0};
  return grid;
}

void writeHead(const Path& folder, const std::string& uid, double sliceMm, const char* kernel,
               const char* name = "Doe^Jane", double turned = 1) {
  ObliqueGeometry grid = headGrid(sliceMm);
  if (turned < 0) {
    grid.origin = -grid.origin;
    grid.origin.z = 0;
    grid.steps.columns[0] = -grid.steps.columns[0];
    grid.steps.columns[1] = -grid.steps.columns[1];
  }
  for (int k = 0; k < grid.size[2]; ++k) {
    CtBytes file = ctSlice(grid, k, k, corner);
    file.put(0x20, 0x0e, "UI", uid);
    file.put(0x08, 0x18, "UI", uid + "." + std::to_string(k));
    file.put(0x18, 0x1210, "SH", kernel);
    file.put(0x10, 0x10, "PN", name);
    file.put(0x10, 0x20, "LO", "4711");
    file.put(0x10, 0x30, "DA", "19700102");
    file.put(0x20, 0x0d, "UI", "9.9." + uid);
    file.put(0x08, 0x20, "DA", "20240506");
    writeCt(folder, std::to_string(k), file);
  }
}

bool has(const HeadCtLikeness& likeness, HeadCtTrait trait) {
  return std::ranges::count(likeness.traits, trait) == 1;
}

}  // namespace

class SeriesCatalogTest : public QObject {
  Q_OBJECT
  Folder folder_;

 private Q_SLOTS:
  void initTestCase() {
    writeHead(folder_ / "cd" / "soft", "1.1", 1, "H31s");
    writeHead(folder_ / "cd" / "thick", "1.2", 5, "H60s");
    writeHead(folder_ / "cd" / "bone", "1.3", 1, "H60s");
    write(folder_ / "cd" / "broken", std::string(128, ' ') + "DICM and nothing else");
    write(folder_ / "cd" / "letter.txt", "text");
  }
  void theThinBoneKernelComesFirst() {
    const Catalog catalog = catalogSeries(folder_ / "cd");
    QCOMPARE(catalog.entries.size(), std::size_t(3));
    QCOMPARE(catalog.filesDamaged, 1);
    QCOMPARE(catalog.filesSeen, 150 + 150 + 30 + 2);
    std::vector<std::string> order;
    for (const CatalogEntry& entry : catalog.entries) order.push_back(entry.summary.uid);
    QVERIFY(order == (std::vector<std::string>{"1.3", "1.1", "1.2"}));
    const auto& best = catalog.entries[0].summary;
    QVERIFY(best.likeness.likely && has(best.likeness, HeadCtTrait::Thin) &&
            has(best.likeness, HeadCtTrait::BoneKernel) &&
            has(best.likeness, HeadCtTrait::WholeHead));
    QVERIFY(has(catalog.entries[1].summary.likeness, HeadCtTrait::SoftKernel));
    QVERIFY(has(catalog.entries[2].summary.likeness, HeadCtTrait::Thick));
    QCOMPARE(best.kernel, std::string("H60s"));
  }
  void whoAndWhenAreKeptApart() {
    const SeriesIdentity identity = catalogSeries(folder_ / "cd").entries[0].identity;
    QCOMPARE(identity.patientName, std::string("Doe^Jane"));
    QCOMPARE(identity.patientId, std::string("4711"));
    QCOMPARE(identity.birthDate, std::string("19700102"));
    QCOMPARE(identity.studyDate, std::string("20240506"));
    QCOMPARE(identity.studyUid, std::string("9.9.1.3"));
    writeHead(folder_ / "umlaut", "2.1", 5, "H60s", "M\xfcller^J\xf6rg");
    QCOMPARE(catalogSeries(folder_ / "umlaut").entries[0].identity.patientName,
             std::string("M\xc3\xbcller^J\xc3\xb6rg"));
  }
  void picturesLieAsPeopleExpect() {
    writeHead(folder_ / "prone", "3.1", 5, "H60s", "A", -1);
    for (const char* way : {"cd", "prone"}) {
      const Thumbnail t = catalogSeries(folder_ / way).entries[0].slice;
      QCOMPARE(t.width, 64);
      QCOMPARE(t.height, 64);
      // The patient's left is on the right, the front on top.
      QVERIFY(t.gray[std::size_t(5) * 64 + 58] > 200);
      QVERIFY(t.gray[std::size_t(5) * 64 + 5] < 10 && t.gray[std::size_t(58) * 64 + 58] < 10);
    }
  }
  void archivesKeepTheirOwnPath() {
    std::vector<ZipEntry> entries;
    for (int k = 0; k < 30; ++k)
      entries.push_back(
          {"x/" + std::to_string(k), bytesOf(folder_ / "cd" / "thick" / std::to_string(k))});
    write(folder_ / "cd.zip", zipOf(entries));
    const Catalog catalog = catalogSeries(folder_ / "cd.zip");
    QCOMPARE(catalog.entries.size(), std::size_t(1));
    QVERIFY(catalog.entries[0].summary.path == folder_ / "cd.zip");
    QVERIFY(!catalog.entries[0].slice.gray.empty());
  }
  void cancelStops() {
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_EXCEPTION_THROWN(catalogSeries(folder_ / "cd", Progress(stop.get_token(), {})),
                             Cancelled);
  }
};

BREGMA_TEST(SeriesCatalogTest, QCoreApplication);
#include "series_catalog_test.moc"
