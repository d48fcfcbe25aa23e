#include "planning/surface_distance.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <cmath>
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

  void sliversAndFlatTrianglesToo() {
    std::mt19937 random(11);
    const auto number = [&](double size) { return (double(random() % 20001) / 10000 - 1) * size; };
    const auto onEdge = [](const Vec3& p, const Vec3& a, const Vec3& b) {
      const double squared = dot(b - a, b - a);
      const double f = squared > 0 ? std::clamp(dot(p - a, b - a) / squared, 0.0, 1.0) : 0;
      return length(p - a - (b - a) * f);
    };
    for (int i = 0; i < 4000; ++i) {
      const double thin = std::pow(10, -double(i % 12));
      const Vec3 a{number(10), number(10), number(10)}, b{number(10), number(10), number(10)};
      Vec3 c = a + (b - a) * number(2) + Vec3{number(5), number(5), number(5)} * thin;
      if (i % 50 == 0) c = b;  // no area
      TriangleMesh one;
      one.vertices = {a, b, c};
      one.triangles = {{0, 1, 2}};
      const Vec3 p = a + Vec3{number(6), number(6), number(6)};
      double expected = std::min({onEdge(p, a, b), onEdge(p, b, c), onEdge(p, c, a)});
      const Vec3 n = cross(b - a, c - a);
      if (dot(cross(b - a, p - a), n) > 0 && dot(cross(c - b, p - b), n) > 0 &&
          dot(cross(a - c, p - c), n) > 0)
        expected = std::min(expected, std::abs(dot(p - a, n)) / length(n));
      const SurfaceDistance tree(one);
      QVERIFY(std::abs(tree.distance(p) - expected) < 1e-5 * thin + 1e-9);
      QVERIFY(std::isinf(tree.nearest(p, 0.99 * expected).distance));
      QVERIFY(std::abs(tree.nearest(p, 1.01 * expected + 1e-8).distance - expected) < 1e-5);
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
