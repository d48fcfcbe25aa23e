#include "model/net/voxel_kernels.hpp"

#include <QCoreApplication>
#include <QtTest>
#include <cmath>
#include <random>
#include <vector>

#include "tests/room.hpp"

using namespace bregma;

namespace {

constexpr PaddedGrid fine{28, 4, 4, 2}, coarse{14, 2, 2, 1};

std::mt19937 source(7);
// Halves and quarters: sums of them are exact, whatever their order.
float drawn() { return float(int(source() % 17) - 8) / 4; }
Cell drawnCell() {
  Cell cell;
  for (float& v : cell.v) v = drawn();
  return cell;
}

template <class Voxel, class Draw>
std::vector<Voxel> filled(const PaddedGrid& grid, Draw draw) {
  std::vector<Voxel> voxels(grid.count(), Voxel{});
  for (int z = 0; z < grid.nz; ++z)
    for (int y = 0; y < grid.ny; ++y)
      for (int x = 0; x < grid.nx; ++x) voxels[std::size_t(grid.index(x, y, z))] = draw();
  return voxels;
}
std::vector<Cell> cells(const PaddedGrid& grid) { return filled<Cell>(grid, drawnCell); }

std::ptrdiff_t tapOf(const PaddedGrid& grid, int tap, int dilation) {
  return ((tap / 9 - 1) * grid.stepZ() + (tap / 3 % 3 - 1) * grid.stepY() + tap % 3 - 1) * dilation;
}

// `told(x, y, z, index)` for every voxel of planes [begin, end).
template <class Told>
void everyVoxel(const PaddedGrid& grid, int begin, int end, Told told) {
  for (int z = begin; z < end; ++z)
    for (int y = 0; y < grid.ny; ++y)
      for (int x = 0; x < grid.nx; ++x) told(x, y, z, std::size_t(grid.index(x, y, z)));
}

bool same(const std::vector<Cell>& a, const std::vector<Cell>& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!std::ranges::equal(a[i].v, b[i].v)) return false;
  return a.size() == b.size();
}

}  // namespace

// Against loops that anybody can read, for each instruction set that this processor has.
class VoxelKernelsTest : public QObject {
  Q_OBJECT
  void eachSet() const {
    QTest::addColumn<const VoxelKernels*>("kernels");
    QTest::newRow("portable") << &portableVoxelKernels();
    QTest::newRow(voxelKernels().name) << &voxelKernels();
  }

 private Q_SLOTS:
  void spreads_data() { eachSet(); }
  void spreads() {
    QFETCH(const VoxelKernels*, kernels);
    const auto in = filled<float>(fine, drawn);
    const auto weights = cells({27, 1, 1, 0});
    const Cell bias = drawnCell();
    for (const bool relu : {false, true}) {
      std::vector<Cell> expected(fine.count(), Cell{}), found = expected;
      everyVoxel(fine, 1, 3, [&](int, int, int, std::size_t at) {
        for (int c = 0; c < 8; ++c) {
          float sum = bias.v[c];
          for (int tap = 0; tap < 27; ++tap)
            sum += weights[std::size_t(tap)].v[c] * in[at + std::size_t(tapOf(fine, tap, 1))];
          expected[at].v[c] = relu ? std::max(sum, 0.0f) : sum;
        }
      });
      kernels->spread(fine, in.data(), weights.data(), bias, relu, found.data(), 1, 3);
      QVERIFY(same(found, expected));
    }
  }

  void convolves_data() { eachSet(); }
  void convolves() {
    QFETCH(const VoxelKernels*, kernels);
    const auto in = cells(fine);
    const auto weights = cells({27 * 8, 1, 1, 0});
    const Cell bias = drawnCell();
    for (const int dilation : {1, 2})
      for (const bool relu : {false, true}) {
        std::vector<Cell> expected(fine.count(), Cell{}), found = expected;
        everyVoxel(fine, 0, 4, [&](int, int, int, std::size_t at) {
          for (int c = 0; c < 8; ++c) {
            float sum = bias.v[c];
            for (int tap = 0; tap < 27; ++tap)
              for (int from = 0; from < 8; ++from)
                sum += weights[std::size_t(tap * 8 + from)].v[c] *
                       in[at + std::size_t(tapOf(fine, tap, dilation))].v[from];
            expected[at].v[c] = relu ? std::max(sum, 0.0f) : sum;
          }
        });
        kernels->convolve(fine, dilation, in.data(), weights.data(), bias, relu, found.data(), 0,
                          4);
        QVERIFY(same(found, expected));
      }
  }

  void gathers_data() { eachSet(); }
  void gathers() {
    QFETCH(const VoxelKernels*, kernels);
    const auto in = cells(fine), weights = cells({27, 1, 1, 0});
    std::vector<float> expected(fine.count()), found = expected;
    everyVoxel(fine, 0, 3, [&](int, int, int, std::size_t at) {
      expected[at] = 0.5f;
      for (int tap = 0; tap < 27; ++tap)
        for (int c = 0; c < 8; ++c)
          expected[at] +=
              weights[std::size_t(tap)].v[c] * in[at + std::size_t(tapOf(fine, tap, 1))].v[c];
    });
    kernels->gather(fine, in.data(), weights.data(), 0.5f, found.data(), 0, 3);
    QVERIFY(found == expected);
  }

  void correlates_data() { eachSet(); }
  void correlates() {
    QFETCH(const VoxelKernels*, kernels);
    const auto gradients = cells(fine), in = cells(fine);
    const auto scalars = filled<float>(fine, drawn);
    const std::size_t width = 27 * 8;
    // What was there is added to.
    std::vector<Cell> sums(27, Cell{{1}}), expectedSums = sums;
    std::vector<Cell> cellSums(width, Cell{{1}}), expectedCellSums = cellSums;
    Cell total{{2}}, cellTotal{{3}}, expected{};
    everyVoxel(fine, 1, 4, [&](int, int, int, std::size_t at) {
      for (int c = 0; c < 8; ++c) {
        expected.v[c] += gradients[at].v[c];
        for (int tap = 0; tap < 27; ++tap) {
          expectedSums[std::size_t(tap)].v[c] +=
              gradients[at].v[c] * scalars[at + std::size_t(tapOf(fine, tap, 1))];
          for (int from = 0; from < 8; ++from)
            expectedCellSums[std::size_t(tap * 8 + from)].v[c] +=
                gradients[at].v[c] * in[at + std::size_t(tapOf(fine, tap, 2))].v[from];
        }
      }
    });
    kernels->correlate(fine, gradients.data(), scalars.data(), sums.data(), total, 1, 4);
    kernels->correlateCells(fine, 2, gradients.data(), in.data(), cellSums.data(), cellTotal, 1, 4);
    QVERIFY(same(sums, expectedSums));
    QVERIFY(same(cellSums, expectedCellSums));
    for (int c = 0; c < 8; ++c) {
      QCOMPARE(total.v[c], expected.v[c] + (c == 0 ? 2.0f : 0.0f));
      QCOMPARE(cellTotal.v[c], expected.v[c] + (c == 0 ? 3.0f : 0.0f));
    }
  }

  void poolsAndAdds_data() { eachSet(); }
  void poolsAndAdds() {
    QFETCH(const VoxelKernels*, kernels);
    const auto high = cells(fine), given = cells(coarse);
    std::vector<Cell> low(coarse.count(), Cell{}), sum(fine.count(), Cell{});
    kernels->pool(fine, high.data(), coarse, low.data(), 0, coarse.nz);
    kernels->addAbove(fine, high.data(), coarse, given.data(), sum.data(), 0, fine.nz);
    std::vector<Cell> most(coarse.count(), Cell{}), expected(fine.count(), Cell{});
    everyVoxel(coarse, 0, coarse.nz, [&](int, int, int, std::size_t at) {
      for (float& v : most[at].v) v = -100;
    });
    everyVoxel(fine, 0, fine.nz, [&](int x, int y, int z, std::size_t at) {
      const auto above = std::size_t(coarse.index(x / 2, y / 2, z / 2));
      for (int c = 0; c < 8; ++c) {
        most[above].v[c] = std::max(most[above].v[c], high[at].v[c]);
        expected[at].v[c] = high[at].v[c] + given[above].v[c];
      }
    });
    QVERIFY(same(low, most));
    QVERIFY(same(sum, expected));
  }

  void gradientsGoBackTheWayTheyCame_data() { eachSet(); }
  void gradientsGoBackTheWayTheyCame() {
    QFETCH(const VoxelKernels*, kernels);
    const auto gradients = cells(fine), high = cells(fine), lowGradients = cells(coarse);
    std::vector<Cell> low(coarse.count(), Cell{});
    kernels->pool(fine, high.data(), coarse, low.data(), 0, coarse.nz);
    std::vector<Cell> down(coarse.count(), Cell{}), expectedDown = down;
    std::vector<Cell> up(fine.count(), Cell{}), expectedUp = up;
    everyVoxel(coarse, 0, coarse.nz, [&](int x, int y, int z, std::size_t at) {
      for (int c = 0; c < 8; ++c) {
        bool given = false;
        for (int child = 0; child < 8; ++child) {
          const auto voxel =
              std::size_t(fine.index(2 * x + child % 2, 2 * y + child / 2 % 2, 2 * z + child / 4));
          if (low[at].v[c] > 0) expectedDown[at].v[c] += gradients[voxel].v[c];
          const bool first = !given && high[voxel].v[c] == low[at].v[c];
          given |= first;
          if (high[voxel].v[c] > 0)
            expectedUp[voxel].v[c] = gradients[voxel].v[c] + (first ? lowGradients[at].v[c] : 0.0f);
        }
      }
    });
    kernels->sumBelow(fine, gradients.data(), coarse, low.data(), down.data(), 0, coarse.nz);
    kernels->unpool(fine, gradients.data(), high.data(), coarse, low.data(), lowGradients.data(),
                    up.data(), 0, coarse.nz);
    QVERIFY(same(down, expectedDown));
    QVERIFY(same(up, expectedUp));
  }
};

BREGMA_TEST(VoxelKernelsTest, QCoreApplication);
#include "voxel_kernels_test.moc"
