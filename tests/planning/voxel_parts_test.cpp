#include "planning/voxel_parts.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>

#include "tests/room.hpp"

using namespace bregma;

namespace {

constexpr std::array<int, 3> gridSize{12, 7, 5};

std::size_t placeOf(int i, int j, int k) {
  return (std::size_t(k) * gridSize[1] + std::size_t(j)) * gridSize[0] + std::size_t(i);
}

VoxelParts partsOf(const std::vector<std::uint8_t>& set) {
  return {gridSize, [&](int j, int k, std::uint8_t* row) {
            std::copy_n(set.begin() + std::ptrdiff_t(placeOf(0, j, k)), gridSize[0], row);
          }};
}

}  // namespace

class VoxelPartsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void cornersDoNotConnect() {
    std::vector<std::uint8_t> set(placeOf(0, 0, gridSize[2]), 0);
    // Three voxels that touch in edges and corners only, and one bar through all slices.
    for (const int n : {0, 1, 2}) set[placeOf(n, n, n)] = 1;
    for (int k = 0; k < gridSize[2]; ++k) set[placeOf(8, 3, k)] = 1;
    const VoxelParts parts = partsOf(set);
    QVERIFY(parts.voxels() == (std::vector<std::size_t>{1, 5, 1, 1}));
    QCOMPARE(parts.largest(), 1u);
    const auto bar = parts.mask([](std::size_t part) { return part == 1; });
    QCOMPARE(std::count(bar.begin(), bar.end(), 1), 5);
    QVERIFY(bar[placeOf(8, 3, 4)] && !bar[placeOf(0, 0, 0)]);
    const auto voxels = parts.voxelsOf(1);
    QCOMPARE(voxels.size(), 5u);
    for (int k = 0; k < gridSize[2]; ++k) QCOMPARE(voxels[std::size_t(k)], placeOf(8, 3, k));
    QVERIFY(parts.mask([](std::size_t) { return true; }) == set);
  }

  void armsThatMeetLateAreOnePart() {
    std::vector<std::uint8_t> set(placeOf(0, 0, gridSize[2]), 0);
    for (int k = 0; k < gridSize[2]; ++k) set[placeOf(1, 1, k)] = set[placeOf(9, 5, k)] = 1;
    for (int i = 1; i <= 9; ++i) set[placeOf(i, 1, 4)] = 1;
    for (int j = 1; j <= 5; ++j) set[placeOf(9, j, 4)] = 1;
    QCOMPARE(partsOf(set).voxels().size(), 1u);
  }

  void rowsDoNotRunOn() {
    // The last voxel of a row and the first of the next lie side by side in memory only.
    std::vector<std::uint8_t> set(placeOf(0, 0, gridSize[2]), 0);
    set[placeOf(gridSize[0] - 1, 2, 2)] = set[placeOf(0, 3, 2)] = 1;
    QCOMPARE(partsOf(set).voxels().size(), 2u);
  }

  void nothingHasNoParts() {
    const std::vector<std::uint8_t> set(placeOf(0, 0, gridSize[2]), 0);
    QVERIFY(partsOf(set).voxels().empty());
  }
};

BREGMA_TEST(VoxelPartsTest, QCoreApplication);
#include "voxel_parts_test.moc"
