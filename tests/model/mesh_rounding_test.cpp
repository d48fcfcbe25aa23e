#include "model/mesh_rounding.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

namespace {

/// Every directed edge once, and its opposite once.
bool isClosedManifold(const TriangleMesh& mesh) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> edges;
  for (const auto& t : mesh.triangles)
    for (int e = 0; e < 3; ++e)
      if (!edges.insert({t[e], t[(e + 1) % 3]}).second) return false;
  return std::all_of(edges.begin(), edges.end(), [&](const auto& e) {
    return edges.count({e.second, e.first}) == 1;
  });
}

double thinnest(const TriangleMesh& mesh) {
  double least = 1e9;
  for (const auto& t : mesh.triangles) {
    const Vec3 &a = mesh.vertices[t[0]], &b = mesh.vertices[t[1]], &c = mesh.vertices[t[2]];
    const double longest = std::max({length(b - a), length(c - b), length(a - c)});
    least = std::min(least, length(cross(b - a, c - a)) / longest);
  }
  return least;
}

bool placesDiffer(const TriangleMesh& mesh) {
  std::set<std::tuple<float, float, float>> places;
  for (const Vec3& v : mesh.vertices)
    if (!places.insert({float(v.x), float(v.y), float(v.z)}).second) return false;
  return true;
}

}  // namespace

class MeshRoundingTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void verticesAreFloats() {
    const TriangleMesh mesh = roundedToFloat(shapes::ball({0.1, 0.2, 0.3}, 9.7, 20));
    for (const Vec3& v : mesh.vertices)
      QVERIFY(v.x == float(v.x) && v.y == float(v.y) && v.z == float(v.z));
    QVERIFY(isClosedManifold(mesh));
    QCOMPARE(mesh.triangles.size(), shapes::ball({}, 1, 20).triangles.size());
  }

  void shortEdgesAreCollapsed() {
    // The first ring is so near the pole that its vertices fall together.
    TriangleMesh ball = shapes::ball({100, 100, 100}, 20, 12);
    for (int c = 1; c <= 24; ++c)
      ball.vertices[c] = ball.vertices[0] + (ball.vertices[c] - ball.vertices[0]) * 1e-9;
    const double volume = volumeMm3(ball);
    const TriangleMesh mesh = roundedToFloat(ball);
    QVERIFY(isClosedManifold(mesh));
    QVERIFY(placesDiffer(mesh));
    QVERIFY(thinnest(mesh) > 1e-5);
    QVERIFY(mesh.vertices.size() <= ball.vertices.size() - 23);
    QVERIFY(std::abs(volumeMm3(mesh) / volume - 1) < 1e-5);
  }

  void capsAreFlipped() {
    // A vertex exactly on an edge of the box: the triangle between them has no area.
    TriangleMesh box = shapes::box({0, 0, 0}, {10, 10, 10});
    box.triangles[0] = {0, 2, 8};
    box.vertices.push_back({5, 5, 0});
    box.triangles.push_back({2, 3, 8});
    box.triangles.push_back({3, 0, 8});  // 0, 8 and 3 lie on one line
    QVERIFY(isClosedManifold(box));
    const TriangleMesh mesh = roundedToFloat(box);
    QVERIFY(isClosedManifold(mesh));
    QVERIFY(thinnest(mesh) > 1);
    QVERIFY(std::abs(volumeMm3(mesh) - 1000) < 1e-6);
  }

  void thinTrianglesBesideEachOtherAreCollapsed() {
    // A pyramid whose base is split from one corner: neither turning helps a thin triangle that
    // lies beside another one along the same line.
    TriangleMesh mesh;
    mesh.vertices = {{0, 0, 0},    {0.0013, -2e-5, 0}, {0.0057, -3e-5, 0},
                     {0.05, 0, 0}, {0, 1, 0},          {0.3, 0.3, -1}};
    mesh.triangles = {{0, 1, 2}, {0, 2, 3}, {0, 3, 4}, {5, 1, 0},
                      {5, 2, 1}, {5, 3, 2}, {5, 4, 3}, {5, 0, 4}};
    QVERIFY(thinnest(mesh) < 5e-5);
    const TriangleMesh rounded = roundedToFloat(mesh);
    QVERIFY(thinnest(rounded) > 1e-4);
    QVERIFY(isClosedManifold(rounded));
    constexpr double mostMm = 0.01;  // that a corner may have moved
    QVERIFY(std::abs(volumeMm3(rounded) - volumeMm3(mesh)) < mostMm * areaMm2(mesh) / 3);
  }

  void touchingPartsAreDrawnApart() {
    TriangleMesh two = shapes::box({0, 0, 0}, {10, 10, 10});
    const TriangleMesh other = shapes::box({10, 10, 10}, {20, 20, 20});
    for (auto t : other.triangles) {
      for (auto& v : t) v += 8;
      two.triangles.push_back(t);
    }
    two.vertices.insert(two.vertices.end(), other.vertices.begin(), other.vertices.end());
    const TriangleMesh mesh = roundedToFloat(two);
    QCOMPARE(mesh.vertices.size(), 16u);
    QVERIFY(placesDiffer(mesh));
    for (std::size_t v = 0; v < 16; ++v) QVERIFY(length(mesh.vertices[v] - two.vertices[v]) < 0.01);
  }

  void onceIsEnough() {
    TriangleMesh ball = shapes::ball({100, 100, 100}, 20, 12);
    for (int c = 1; c <= 24; ++c)
      ball.vertices[c] = ball.vertices[0] + (ball.vertices[c] - ball.vertices[0]) * 1e-9;
    const TriangleMesh once = roundedToFloat(ball), twice = roundedToFloat(once);
    QVERIFY(once.vertices == twice.vertices && once.triangles == twice.triangles);
  }
};

BREGMA_TEST(MeshRoundingTest, QCoreApplication);
#include "mesh_rounding_test.moc"
