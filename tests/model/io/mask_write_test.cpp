#include <QCoreApplication>
#include <QTest>

#include "model/io/image_file.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

ObliqueGeometry tiltedGrid(const std::array<int, 3>& size) {
  ObliqueGeometry grid;
  grid.size = size;
  grid.steps.columns = {Vec3{0.1, 0.4, 0}, Vec3{-0.4, 0.1, 0}, Vec3{0, 0, 1.0 / 3}};
  grid.origin = {-12.345678901234567, 1e-7, 300};
  return grid;
}

std::vector<std::uint8_t> speckled(std::size_t count) {
  std::vector<std::uint8_t> mask(count);
  for (std::size_t i = 0; i < count; ++i) mask[i] = (i * i / 7) % 5 == 0;
  return mask;
}

}  // namespace

class MaskWriteTest : public QObject {
  Q_OBJECT
  Folder folder_;

 private Q_SLOTS:
  void gridAndVoxelsComeBack() {
    const ObliqueGeometry grid = tiltedGrid({9, 8, 7});
    const auto mask = speckled(grid.count());
    writeMaskNrrd(folder_ / "m.nrrd", grid, mask);
    const MaskFile back = readMask(folder_ / "m.nrrd");
    QVERIFY(back.geometry.size == grid.size && back.geometry.origin == grid.origin);
    for (int axis = 0; axis < 3; ++axis)  // the reader takes length and direction apart
      QVERIFY(length(back.geometry.steps.columns[axis] - grid.steps.columns[axis]) < 1e-15);
    QVERIFY(back.voxels == mask);
  }

  void theHeaderIsPlain() {
    const ObliqueGeometry grid = tiltedGrid({4, 4, 4});
    writeMaskNrrd(folder_ / "h.nrrd", grid, speckled(grid.count()));
    const std::string bytes = bytesOf(folder_ / "h.nrrd");
    QVERIFY(bytes.starts_with("NRRD0004\n"));
    for (const char* line :
         {"\nspace: left-posterior-superior\n", "\nsizes: 4 4 4\n", "\nencoding: gzip\n"})
      QVERIFY2(bytes.find(line) != bytes.npos, line);
    // A gzip header without time or name, so that the same mask gives the same bytes.
    const std::size_t gzip = bytes.find("\n\n") + 2;
    QCOMPARE(bytes.substr(gzip, 8), std::string("\x1f\x8b\x08\0\0\0\0\0", 8));
  }

  void masksLargerThanABlockAreWhole() {
    const ObliqueGeometry grid = tiltedGrid({150, 130, 110});  // two megabytes and a bit
    const auto mask = speckled(grid.count());
    writeMaskNrrd(folder_ / "large.nrrd", grid, mask);
    QVERIFY(readMask(folder_ / "large.nrrd").voxels == mask);
    writeMaskNrrd(folder_ / "twice.nrrd", grid, mask);
    QVERIFY(bytesOf(folder_ / "large.nrrd") == bytesOf(folder_ / "twice.nrrd"));
  }

  void aFailureLeavesNothing() {
    const ObliqueGeometry grid = tiltedGrid({4, 4, 4});
    const Path path = folder_ / "no-such-folder" / "m.nrrd";
    QCOMPARE(errorOf([&] { writeMaskNrrd(path, grid, speckled(64)); }), std::string("WriteFailed"));
    QVERIFY(!std::filesystem::exists(path.parent_path()));
  }
};

BREGMA_TEST(MaskWriteTest, QCoreApplication);
#include "mask_write_test.moc"
