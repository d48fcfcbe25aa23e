#include "model/io/align.hpp"

#include <QCoreApplication>
#include <QTest>
#include <numbers>

#include "tests/room.hpp"

using namespace bregma;

namespace {

double field(const Vec3& p) { return 3 * p.x - 2 * p.y + 5 * p.z; }

/// A linear function of the patient's place, which trilinear resampling must keep.
std::vector<std::int16_t> linear(const ObliqueGeometry& grid,
                                 const std::vector<double>& positions = {}) {
  std::vector<std::int16_t> values;
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const double w = positions.empty() ? k : positions[std::size_t(k)];
        values.push_back(
            std::int16_t(std::lround(10 * field(grid.toPatient({double(i), double(j), w})))));
      }
  return values;
}

/// The worst error over the voxels that were filled, and their number.
std::pair<double, int> worstIn(const CtVolume& volume) {
  double worst = 0;
  int filled = 0;
  const Geometry& g = volume.geometry();
  for (int k = 0; k < g.size[2]; ++k)
    for (int j = 0; j < g.size[1]; ++j)
      for (int i = 0; i < g.size[0]; ++i) {
        if (volume.at(i, j, k) == -32000) continue;
        ++filled;
        worst = std::max(worst, std::abs(volume.at(i, j, k) - 10 * field(g.toPatient(i, j, k))));
      }
  return {worst, filled};
}

ObliqueGeometry gridWith(const Mat3& steps) {
  ObliqueGeometry grid;
  grid.size = {20, 24, 16};
  grid.steps = steps;
  grid.origin = {5, -7, 11};
  return grid;
}

AlignSettings marked() {
  AlignSettings settings;
  settings.outside = -32000;
  return settings;
}

}  // namespace

class AlignTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void allPermutationsAndFlipsAreLossless() {
    std::array<int, 3> order{0, 1, 2};
    const std::array<Vec3, 3> axes{Vec3{0.5, 0, 0}, Vec3{0, 0.75, 0}, Vec3{0, 0, 1.25}};
    do {
      for (int flips = 0; flips < 8; ++flips) {
        Mat3 steps;
        for (int a = 0; a < 3; ++a)
          steps.columns[a] = axes[order[a]] * (flips >> a & 1 ? -1.0 : 1.0);
        const ObliqueGeometry grid = gridWith(steps);
        QCOMPARE(obliqueDegrees(grid), 0.0);
        const CtVolume volume = alignToPatient(grid, linear(grid), marked());
        const auto [error, filled] = worstIn(volume);
        QVERIFY(error <= 0.5);
        QCOMPARE(std::size_t(filled), grid.count());
        QCOMPARE(volume.geometry().spacing, (Vec3{0.5, 0.75, 1.25}));
      }
    } while (std::next_permutation(order.begin(), order.end()));
  }

  void rotatedAndShearedGridsKeepPlaces() {
    const Mat3 turn = rotation(normalized({1, -1, 2}), 0.35);
    const double tilt = 18.5 * std::numbers::pi / 180;
    const Mat3 rotated{{turn.columns[0] * 0.5, turn.columns[1] * 0.75, turn.columns[2] * 1.25}};
    const Mat3 sheared{
        {Vec3{0.5, 0, 0}, Vec3{0, std::cos(tilt), -std::sin(tilt)} * 0.75, Vec3{0, 0, 1.25}}};
    for (const Mat3& steps : {rotated, sheared}) {
      const ObliqueGeometry grid = gridWith(steps);
      QVERIFY(obliqueDegrees(grid) > 10);
      const CtVolume volume = alignToPatient(grid, linear(grid), marked());
      const auto [error, filled] = worstIn(volume);
      QVERIFY2(error <= 1.5, qPrintable(QString::number(error)));
      // The filled voxels make up the volume of the file's grid between its voxel centers.
      const Vec3& d = volume.geometry().spacing;
      const double wanted = std::abs(determinant(steps)) * 19 * 23 * 15;
      QVERIFY(std::abs(filled * d.x * d.y * d.z / wanted - 1) < 0.12);
    }
  }

  void unevenSlicesKeepPlaces() {
    const ObliqueGeometry grid = gridWith({{Vec3{0.5, 0, 0}, Vec3{0, 0.75, 0}, Vec3{0, 0, 2}}});
    AlignSettings settings = marked();
    double at = 0;
    for (int k = 0; k < grid.size[2]; ++k) {
      settings.slicePositions.push_back(at);
      at += k % 3 == 0 ? 0.4 : 1.3;
    }
    settings.maxSliceSpacingMm = 1;
    const CtVolume volume = alignToPatient(grid, linear(grid, settings.slicePositions), settings);
    const auto [error, filled] = worstIn(volume);
    QVERIFY2(error <= 1.5, qPrintable(QString::number(error)));
    QCOMPARE(volume.geometry().spacing.z, 1.0);
    QVERIFY(filled >= 20 * 24 * int(2 * settings.slicePositions.back()));
  }

  void anAlignedGridMayBeToldAsFilesDo() {
    const Geometry aligned{{20, 24, 16}, {0.5, 0.75, 1.25}, {5, -7, 11}};
    const ObliqueGeometry grid = obliqueFrom(aligned);
    QVERIFY(grid.size == aligned.size);
    QCOMPARE(obliqueDegrees(grid), 0.0);
    QCOMPARE(grid.toPatient({3, 4, 5}), aligned.toPatient(3, 4, 5));
  }

  void gridsAreTheSameUpToRounding() {
    const ObliqueGeometry grid = gridWith(rotation({0, 0, 1}, 0.3));
    ObliqueGeometry other = grid;
    other.origin.x += 1e-4;
    QVERIFY(sameGrid(grid, other));
    other.origin.x += 1e-2;
    QVERIFY(!sameGrid(grid, other));
    other = grid;
    other.steps.columns[1].y += 1e-4;  // 0.0024 mm at the far corner
    QVERIFY(!sameGrid(grid, other));
    other = grid;
    other.size[2] += 1;
    QVERIFY(!sameGrid(grid, other));
  }

  void roundedDirectionsCountAsAligned() {
    const ObliqueGeometry rounded =
        gridWith({{Vec3{0.5, 1e-6, 0}, Vec3{-1e-6, 0.75, 0}, Vec3{0, 0, 1.25}}});
    QCOMPARE(obliqueDegrees(rounded), 0.0);
    const ObliqueGeometry turned =
        gridWith({{Vec3{0.5, 0.01, 0}, Vec3{-0.01, 0.75, 0}, Vec3{0, 0, 1.25}}});
    QVERIFY(obliqueDegrees(turned) > 0.5);
  }

  void cancelStops() {
    std::stop_source stop;
    stop.request_stop();
    const ObliqueGeometry grid = gridWith(rotation({0, 0, 1}, 0.3));
    QVERIFY_EXCEPTION_THROWN(alignToPatient(grid, linear(grid), {}, Progress(stop.get_token(), {})),
                             Cancelled);
  }
};

BREGMA_TEST(AlignTest, QCoreApplication);
#include "align_test.moc"
