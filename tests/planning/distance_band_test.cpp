#include "planning/distance_band.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

namespace {

Geometry gridOf(double voxel, int count, const Vec3& origin) {
  Geometry grid;
  grid.size = {count, count, count};
  grid.spacing = {voxel, voxel, voxel};
  grid.origin = origin;
  return grid;
}

}  // namespace

class DistanceBandTest : public QObject {
  Q_OBJECT
  const Geometry grid_ = gridOf(0.7, 40, {-14.123, -13.877, -13.951});

 private Q_SLOTS:
  void aBallsDistancesAreItsFormula() {
    const DistanceVolume field(grid_, solidDistance(shapes::ball({}, 10, 60), grid_, 2));
    for (int k = 0; k < 40; ++k)
      for (int j = 0; j < 40; ++j)
        for (int i = 0; i < 40; ++i) {
          const double expected = std::clamp(length(grid_.toPatient(i, j, k)) - 10, -2.0, 2.0);
          QVERIFY(std::abs(field.at(i, j, k) - expected) < 0.03);
        }
  }

  void withoutSignItIsTheSame() {
    const TriangleMesh ball = shapes::ball({}, 10, 20);
    const auto band = distanceBand(ball, grid_, 3);
    const DistanceVolume field(grid_, solidDistance(ball, grid_, 3));
    for (std::size_t i = 0; i < band.size(); ++i) QCOMPARE(band[i], std::abs(field.voxels()[i]));
  }

  void aHollowIsOutside() {
    TriangleMesh shell = shapes::ball({}, 10, 40), hollow = shapes::ball({}, 5, 40);
    for (auto& t : hollow.triangles) std::swap(t[1], t[2]);
    const auto first = std::uint32_t(shell.vertices.size());
    shell.vertices.insert(shell.vertices.end(), hollow.vertices.begin(), hollow.vertices.end());
    for (const auto& t : hollow.triangles)
      shell.triangles.push_back({t[0] + first, t[1] + first, t[2] + first});
    const DistanceVolume field(grid_, solidDistance(shell, grid_, 1));
    QVERIFY(field.at(20, 20, 20) > 0);
    QVERIFY(field.at(20, 20, 31) < 0);
  }
};

BREGMA_TEST(DistanceBandTest, QCoreApplication);
#include "distance_band_test.moc"
