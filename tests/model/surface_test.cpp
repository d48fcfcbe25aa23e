#include "model/surface.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>
#include <map>
#include <numbers>
#include <random>

#include "tests/room.hpp"

using namespace bregma;

namespace {

DistanceVolume sphere(double radius, double spacing, const Vec3& center) {
  const int n = int(2 * radius / spacing) + 6;
  const Geometry g{{n, n, n},
                   {spacing, spacing, spacing * 1.5},
                   {center.x - radius - 2, center.y - radius - 2, center.z - 1.5 * radius - 2}};
  std::vector<float> d(g.count());
  for (int k = 0; k < n; ++k)
    for (int j = 0; j < n; ++j)
      for (int i = 0; i < n; ++i)
        d[g.index(i, j, k)] = float(length(g.toPatient(i, j, k) - center) - radius);
  return {g, std::move(d)};
}

// Every edge once in each direction, and the triangles around each vertex in one ring.
bool closedManifold(const TriangleMesh& mesh) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> edges;
  std::map<std::uint32_t, std::map<std::uint32_t, std::uint32_t>> rings;
  for (const auto& t : mesh.triangles)
    for (int c = 0; c < 3; ++c) {
      if (++edges[{t[c], t[(c + 1) % 3]}] > 1) return false;
      rings[t[c]][t[(c + 1) % 3]] = t[(c + 2) % 3];
    }
  for (const auto& [edge, n] : edges)
    if (!edges.contains({edge.second, edge.first})) return false;
  for (const auto& [vertex, ring] : rings) {
    std::size_t steps = 0;
    auto at = ring.begin()->first;
    do {
      at = ring.at(at);
      ++steps;
    } while (at != ring.begin()->first && steps <= ring.size());
    if (steps != ring.size()) return false;
  }
  return true;
}

}  // namespace

class SurfaceTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void sphereHasItsVolumeAndFacesOutward() {
    const auto mesh = isosurface(sphere(20, 0.8, {3, -7, 11}));
    const double exact = 4.0 / 3 * std::numbers::pi * 20 * 20 * 20;
    QVERIFY(std::abs(volumeMm3(mesh) / exact - 1) < 0.005);
    QVERIFY(closedManifold(mesh));
    for (const Vec3& v : mesh.vertices) QVERIFY(std::abs(length(v - Vec3{3, -7, 11}) - 20) < 0.05);
  }

  void noiseIsClosedAndManifold() {
    std::mt19937 random(7);
    std::uniform_real_distribution<float> value(-1, 1);
    const Geometry g{{23, 19, 31}, {1, 1, 1}, {}};
    std::vector<float> d(g.count());
    for (float& v : d) v = value(random);
    const auto mesh = isosurface({g, std::move(d)});
    QVERIFY(mesh.triangles.size() > 10000);
    QVERIFY(closedManifold(mesh));
  }

  void bodyCutByTheGridIsClosed() {
    const Geometry g{{10, 10, 10}, {1, 1, 1}, {}};
    const auto mesh = isosurface({g, std::vector<float>(g.count(), -1)});
    QVERIFY(closedManifold(mesh));
    QVERIFY(std::abs(volumeMm3(mesh) - 729) < 30);
  }

  void boneSurfaceLeavesRemovedPartsOut() {
    const Geometry g{{40, 40, 40}, {1, 1, 1}, {}};
    std::vector<std::int16_t> hu(g.count(), -1000);
    std::vector<std::uint8_t> mask(g.count(), 0);
    const auto ball = [&](const Vec3& center, double radius, bool kept) {
      for (int k = 0; k < 40; ++k)
        for (int j = 0; j < 40; ++j)
          for (int i = 0; i < 40; ++i) {
            const double depth = radius - length(g.toPatient(i, j, k) - center);
            const auto value = std::int16_t(std::clamp(depth * 1000, -1000.0, 1000.0));
            auto& voxel = hu[g.index(i, j, k)];
            voxel = std::max(voxel, value);
            if (kept && value >= 0) mask[g.index(i, j, k)] = 1;
          }
    };
    ball({12, 12, 12}, 8, true);
    ball({30, 30, 30}, 5, false);
    const auto mesh = boneSurface({g, hu}, {g, mask}, 0);
    QVERIFY(closedManifold(mesh));
    const double exact = 4.0 / 3 * std::numbers::pi * 512;
    QVERIFY(std::abs(volumeMm3(mesh) / exact - 1) < 0.02);
    QVERIFY(boundingBox(mesh).high.x < 21);
  }

  void largestPartDropsTheSmallOne() {
    auto mesh = isosurface(sphere(10, 1, {}));
    const auto big = mesh.triangles.size();
    const auto small = isosurface(sphere(4, 1, {40, 0, 0}));
    const auto offset = std::uint32_t(mesh.vertices.size());
    mesh.vertices.insert(mesh.vertices.end(), small.vertices.begin(), small.vertices.end());
    for (const auto& t : small.triangles)
      mesh.triangles.push_back({t[0] + offset, t[1] + offset, t[2] + offset});
    QCOMPARE(largestPart(mesh).triangles.size(), big);
    const auto parts = connectedParts(mesh);
    QCOMPARE(parts.size(), std::size_t(2));
    QCOMPARE(parts[0].triangles.size(), big);
    QCOMPARE(parts[1].triangles.size(), small.triangles.size());
    QVERIFY(boundingBox(parts[1]).low.x > 30);
    QVERIFY(connectedParts({}).empty() && largestPart({}).empty());
  }
};

BREGMA_TEST(SurfaceTest, QCoreApplication);
#include "surface_test.moc"
