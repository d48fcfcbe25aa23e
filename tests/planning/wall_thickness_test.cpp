#include "planning/wall_thickness.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

namespace {

bool isNear(double value, double expected, double tolerance) {
  if (std::abs(value - expected) <= tolerance) return true;
  qWarning("%g, expected %g ± %g", value, expected, tolerance);
  return false;
}

/// A long wedge: its upper side rises by `slope` over y from nothing.
TriangleMesh wedge(double slope) {
  TriangleMesh mesh = shapes::box({-100, 10, 0}, {100, 60, 1});
  for (Vec3& v : mesh.vertices)
    if (v.z > 0) v.z = slope * v.y;
  return mesh;
}

}  // namespace

class WallThicknessTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aPlateIsAsThickByBoth() {
    const SurfaceDistance plate(shapes::box({-50, -50, 0}, {50, 50, 4}));
    const auto wall = wallThickness(plate, {3, 2, 4}, {0, 0, 1});
    QVERIFY(wall && isNear(wall->rayMm, 4, 1e-9) && isNear(wall->medialMm, 4, 1e-3));
  }
  void aBallFillsItself() {
    const SurfaceDistance ball(shapes::ball({}, 20, 120));
    const Vec3 normal = normalized({1, 2, -2});
    const auto wall = wallThickness(ball, normal * (20 * std::cos(0.013)), normal);
    QVERIFY(wall && isNear(wall->rayMm, 40, 0.1) && isNear(wall->medialMm, 40, 0.4));
  }
  void aSlantedWallHoldsLessThanTheRaySays() {
    // From above, straight down: the ray sees the height, the ball touches both sides.
    const double slope = 0.5, y = 40, angle = std::atan(slope);
    const SurfaceDistance solid(wedge(slope));
    const Vec3 normal = normalized({0, -slope, 1});
    const auto wall = wallThickness(solid, {0, y, slope * y}, normal);
    QVERIFY(wall.has_value());
    const double along = y / std::cos(angle);  // of the upper side, from the edge to the point
    QVERIFY(isNear(wall->medialMm, 2 * along * std::tan(angle / 2), 0.02));
    QVERIFY(isNear(wall->rayMm, slope * y / std::cos(angle), 1e-6));
    QVERIFY(wall->medialMm < wall->rayMm);
  }
  void aDentFromTheSideCountsForTheBallOnly() {
    TriangleMesh plate = shapes::box({-50, -50, 0}, {50, 50, 10});
    // A pit beside the ray comes up from below to 3 mm under the upper side.
    const TriangleMesh pit = shapes::box({1, -5, -1}, {11, 5, 7});
    const auto first = std::uint32_t(plate.vertices.size());
    plate.vertices.insert(plate.vertices.end(), pit.vertices.begin(), pit.vertices.end());
    for (const auto& t : pit.triangles)
      plate.triangles.push_back({first + t[0], first + t[2], first + t[1]});
    const SurfaceDistance solid(plate);
    const auto wall = wallThickness(solid, {0, 0, 10}, {0, 0, 1});
    QVERIFY(wall && isNear(wall->rayMm, 10, 1e-9));
    // The ball through (0, 0, 10) that touches the edge (1, ·, 7): r = (1 + 9) / (2 · 3).
    QVERIFY(isNear(wall->medialMm, 2 * (1.0 + 9) / 6, 0.05));
  }
  void whatIsOpenHasNoThickness() {
    TriangleMesh plate = shapes::box({-50, -50, 0}, {50, 50, 4});
    std::erase_if(plate.triangles, [&](const auto& t) {
      return std::ranges::all_of(t, [&](auto v) { return plate.vertices[v].z == 0; });
    });
    QVERIFY(!wallThickness(SurfaceDistance(plate), {0, 0, 4}, {0, 0, 1}));
  }
};

BREGMA_TEST(WallThicknessTest, QCoreApplication);
#include "wall_thickness_test.moc"
