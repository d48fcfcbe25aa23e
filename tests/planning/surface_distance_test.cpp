#include "planning/surface_distance.hpp"

#include <QCoreApplication>
#include <QTest>
#include <random>

#include "model/parallel.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

class SurfaceDistanceTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void distancesToABox() {
    const SurfaceDistance box(shapes::box({0, 0, 0}, {10, 10, 10}));
    QVERIFY(std::abs(box.distance({5, 5, 5}) - 5) < 1e-12);
    QVERIFY(std::abs(box.distance({5, 5, 13}) - 3) < 1e-12);
    QVERIFY(std::abs(box.distance({13, 14, 5}) - 5) < 1e-12);   // an edge
    QVERIFY(std::abs(box.distance({12, 12, 11}) - 3) < 1e-12);  // a corner
    QVERIFY(length(box.nearest({5, 4, 13}).point - Vec3{5, 4, 10}) < 1e-12);
    QVERIFY(std::isinf(box.nearest({5, 5, 13}, 2.9).distance));
    QVERIFY(std::isinf(SurfaceDistance({}).distance({})));
  }

  void sameAsLookingAtEveryTriangle() {
    const TriangleMesh ball = shapes::ball({1, 2, 3}, 10, 12);
    const SurfaceDistance tree(ball);
    std::mt19937 random(7);
    for (int i = 0; i < 200; ++i) {
      const auto coordinate = [&] { return double(random() % 40000) / 1000 - 20; };
      const Vec3 p{coordinate(), coordinate(), coordinate()};
      double least = 1e9;
      for (const auto& t : ball.triangles) {
        TriangleMesh one;
        one.vertices = {ball.vertices[t[0]], ball.vertices[t[1]], ball.vertices[t[2]]};
        one.triangles = {{0, 1, 2}};
        least = std::min(least, SurfaceDistance(one).distance(p));
      }
      QVERIFY(std::abs(tree.distance(p) - least) < 1e-12);
    }
  }

  void raysMeetTheFirstWall() {
    const TriangleMesh mesh = shapes::box({0, 0, 0}, {10, 10, 10});
    const SurfaceDistance box(mesh);
    const auto hit = box.ray({3, 4, -7}, {0, 0, 1});
    QVERIFY(hit && std::abs(hit->distance - 7) < 1e-12);
    QVERIFY(triangleNormal(mesh, hit->triangle).z < -0.99);
    const auto next = box.ray({3, 4, -7}, {0, 0, 1}, 8);
    QVERIFY(next && std::abs(next->distance - 17) < 1e-12);
    QVERIFY(!box.ray({3, 4, -7}, {0, 0, -1}));
    QVERIFY(!box.ray({13, 4, -7}, {0, 0, 1}));
  }

  void insideOfAShell() {
    TriangleMesh shell = shapes::ball({}, 10, 40);
    TriangleMesh hollow = shapes::ball({}, 7, 40);
    for (auto& t : hollow.triangles) std::swap(t[0], t[1]);
    const SurfaceDistance tree(shapes::welded(shell, hollow));
    std::mt19937 random(3);
    for (int i = 0; i < 3000; ++i) {
      const auto coordinate = [&] { return double(random() % 24000) / 1000 - 12; };
      const Vec3 p{coordinate(), coordinate(), coordinate()};
      const double r = length(p);
      if (std::abs(r - 10) < 0.1 || std::abs(r - 7) < 0.1) continue;
      QCOMPARE(tree.inside(p), r > 7 && r < 10);
    }
    QVERIFY(!tree.inside({}));  // rays from the middle may hit vertices and edges
    QVERIFY(tree.inside({0, 0, 8}));
  }

  void manyThreadsAgreeWithOne() {
    const SurfaceDistance tree(shapes::ball({}, 10, 60));
    std::vector<double> together(5000);
    const auto point = [](int i) { return Vec3{i * 0.003, i * 0.001 - 3, 5 - i * 0.002}; };
    parallelFor(5000, [&](int begin, int end) {
      for (int i = begin; i < end; ++i) together[i] = tree.distance(point(i));
    });
    for (int i = 0; i < 5000; ++i) QCOMPARE(together[i], tree.distance(point(i)));
  }
};

BREGMA_TEST(SurfaceDistanceTest, QCoreApplication);
#include "surface_distance_test.moc"
