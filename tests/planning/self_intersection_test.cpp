#include "planning/self_intersection.hpp"

#include <QCoreApplication>
#include <QTest>
#include <random>

#include "planning/surface_distance.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

namespace {

TriangleMesh soup(int count, double size, unsigned seed) {
  std::mt19937 random(seed);
  const auto number = [&] { return double(random() % 100000) / 100000; };
  TriangleMesh mesh;
  for (int t = 0; t < count; ++t) {
    const Vec3 at{10 * number(), 10 * number(), 10 * number()};
    for (int c = 0; c < 3; ++c)
      mesh.vertices.push_back(at + Vec3{number(), number(), number()} * size);
    const auto v = std::uint32_t(3 * t);
    mesh.triangles.push_back({v, v + 1, v + 2});
  }
  return mesh;
}

/// Whether an edge of `a` goes through `b`.
bool pierces(const TriangleMesh& a, std::size_t s, const TriangleMesh& b, std::size_t t) {
  TriangleMesh one;
  for (const auto v : b.triangles[t]) one.vertices.push_back(b.vertices[v]);
  one.triangles = {{0, 1, 2}};
  const SurfaceDistance target(one);
  for (int e = 0; e < 3; ++e) {
    const Vec3 &p = a.vertices[a.triangles[s][e]], &q = a.vertices[a.triangles[s][(e + 1) % 3]];
    const auto hit = target.ray(p, normalized(q - p));
    if (hit && hit->distance < length(q - p)) return true;
  }
  return false;
}

std::size_t byHand(const TriangleMesh& mesh) {
  std::size_t pairs = 0;
  for (std::size_t s = 0; s < mesh.triangles.size(); ++s)
    for (std::size_t t = s + 1; t < mesh.triangles.size(); ++t)
      pairs += pierces(mesh, s, mesh, t) || pierces(mesh, t, mesh, s);
  return pairs;
}

}  // namespace

class SelfIntersectionTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyPairOnce() {
    const TriangleMesh even = soup(300, 2, 1);
    const std::size_t pairs = byHand(even);
    QVERIFY(pairs > 20);
    QCOMPARE(selfIntersections(even).pairs, pairs);
  }

  void largeAmongSmall() {
    TriangleMesh mixed = soup(250, 0.5, 2);
    for (const TriangleMesh& large : {shapes::moved(soup(12, 30, 3), {-12, -12, -12})}) {
      const auto offset = std::uint32_t(mixed.vertices.size());
      mixed.vertices.insert(mixed.vertices.end(), large.vertices.begin(), large.vertices.end());
      for (auto t : large.triangles) {
        for (auto& v : t) v += offset;
        mixed.triangles.push_back(t);
      }
    }
    const std::size_t pairs = byHand(mixed);
    QVERIFY(pairs > 5);
    QCOMPARE(selfIntersections(mixed).pairs, pairs);
  }

  void farPartsShareNoBucketTwice() {
    // Two crossing pairs a kilometer apart: a grid over both has more cells than buckets.
    const TriangleMesh pair = shapes::welded(shapes::box({0, 0, 0}, {2, 2, 2}),
                                             shapes::box({1, 1.1, 1.2}, {3, 3.2, 3.3}));
    const std::size_t once = selfIntersections(pair).pairs;
    QVERIFY(once > 0);
    QCOMPARE(selfIntersections(shapes::welded(pair, shapes::moved(pair, {1e6, 1e6, 1e6}))).pairs,
             2 * once);
  }

  void hugeCoordinatesDoNotOverflow() {
    TriangleMesh mesh = soup(20, 2, 4);
    for (const double far : {1e12, 3e38})
      for (const Vec3& p : {Vec3{far, 0, 0}, Vec3{0, -far, 0}, Vec3{0, 1, far}}) {
        mesh.vertices.push_back(p);
        if (p.z == far) {
          const auto v = std::uint32_t(mesh.vertices.size() - 3);
          mesh.triangles.push_back({v, v + 1, v + 2});
        }
      }
    QCOMPARE(selfIntersections(mesh).degenerate, 0u);
  }

  void closedSurfacesHaveNone() {
    const SelfIntersections found = selfIntersections(shapes::ball({0.3, 0.1, 0}, 20, 60));
    QCOMPARE(found.pairs, 0u);
    QCOMPARE(found.degenerate, 0u);
  }
};

BREGMA_TEST(SelfIntersectionTest, QCoreApplication);
#include "self_intersection_test.moc"
