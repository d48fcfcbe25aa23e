#include "planning/mesh_check.hpp"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>
#include <numbers>

#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

class MeshCheckTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void boxIsPrintable() {
    const MeshCheck check = checkMesh(shapes::box({1, 2, 3}, {11, 22, 33}));
    QVERIFY(check.printable());
    QCOMPARE(check.triangles, 12u);
    QCOMPARE(check.components, 1u);
    QVERIFY(std::abs(check.volumeMm3 - 6000) < 1e-9);
    QVERIFY(std::abs(check.areaMm2 - 2 * (200 + 600 + 300)) < 1e-9);
  }

  void emptyIsNotPrintable() { QVERIFY(!checkMesh({}).printable()); }

  void aMissingTriangleOpensIt() {
    TriangleMesh box = shapes::box({0, 0, 0}, {1, 1, 1});
    box.triangles.pop_back();
    const MeshCheck check = checkMesh(box);
    QVERIFY(!check.closed);
    QVERIFY(check.manifold);
  }

  void aTurnedTriangleIsNotClosed() {
    TriangleMesh box = shapes::box({0, 0, 0}, {1, 1, 1});
    std::swap(box.triangles[3][0], box.triangles[3][1]);
    QVERIFY(!checkMesh(box).closed);
  }

  void insideOutIsNotOutward() {
    TriangleMesh box = shapes::box({0, 0, 0}, {1, 1, 1});
    for (auto& t : box.triangles) std::swap(t[0], t[1]);
    const MeshCheck check = checkMesh(box);
    QVERIFY(check.closed && check.manifold && !check.outward);
  }

  void aSharedEdgeIsNotManifold() {
    const MeshCheck check = checkMesh(
        shapes::welded(shapes::box({0, 0, 0}, {1, 1, 1}), shapes::box({1, 1, 0}, {2, 2, 1})));
    QVERIFY(!check.manifold);
    QVERIFY(!check.closed);
    QCOMPARE(check.components, 1u);
  }

  void aPinchedVertexIsNotManifold() {
    const MeshCheck check = checkMesh(
        shapes::welded(shapes::box({0, 0, 0}, {1, 1, 1}), shapes::box({1, 1, 1}, {2, 2, 2})));
    QVERIFY(check.closed);
    QVERIFY(!check.manifold);
    QCOMPARE(check.components, 1u);
  }

  void countsParts() {
    const MeshCheck check = checkMesh(
        shapes::welded(shapes::box({0, 0, 0}, {1, 1, 1}), shapes::ball({5, 5, 5}, 2, 10)));
    QVERIFY(check.closed && check.manifold);
    QCOMPARE(check.components, 2u);
    QCOMPARE(check.selfIntersections, 0u);
    QVERIFY(!check.printable());
  }

  void crossingPartsIntersect() {
    const MeshCheck check = checkMesh(
        shapes::welded(shapes::box({0, 0, 0}, {2, 2, 2}), shapes::box({1, 1.1, 1.2}, {3, 3, 3})));
    QVERIFY(check.closed);
    QVERIFY(check.selfIntersections > 0);
  }

  void aVertexPushedThroughIntersects() {
    TriangleMesh ball = shapes::ball({}, 10, 20);
    QCOMPARE(checkMesh(ball).selfIntersections, 0u);
    ball.vertices.front() = {0.1, 0.2, -15};  // the pole, out at the other side
    QVERIFY(checkMesh(ball).selfIntersections > 0);
  }

  void aFoldIsAnIntersection() {
    // Two triangles of one edge, flat on each other.
    TriangleMesh fold;
    fold.vertices = {{0, 0, 0}, {1, 0, 0}, {0.5, 1, 0}, {0.5, 0.7, 0}};
    fold.triangles = {{0, 1, 2}, {1, 0, 3}};
    QCOMPARE(checkMesh(fold).selfIntersections, 1u);
  }

  void degenerateTrianglesAreCounted() {
    TriangleMesh box = shapes::box({0, 0, 0}, {10, 10, 10});
    box.vertices.push_back({5, 5, 0});
    box.triangles[0] = {0, 2, 8};
    box.triangles.push_back({2, 3, 8});
    box.triangles.push_back({3, 0, 8});
    const MeshCheck check = checkMesh(box);
    QVERIFY(check.closed && check.manifold);
    QCOMPARE(check.degenerate, 1u);
    QVERIFY(!check.printable());
  }

  void aBallIsMeasured() {
    const TriangleMesh ball = shapes::ball({100, -50, 20}, 30, 160);
    QElapsedTimer timer;
    timer.start();
    const MeshCheck check = checkMesh(ball);
    qInfo("%zu triangles: %lld ms", check.triangles, timer.elapsed());
    QVERIFY(check.printable());
    QVERIFY(std::abs(check.volumeMm3 / (4.0 / 3 * std::numbers::pi * 27000) - 1) < 1e-3);
    QVERIFY(std::abs(check.areaMm2 / (4 * std::numbers::pi * 900) - 1) < 1e-3);
  }
};

BREGMA_TEST(MeshCheckTest, QCoreApplication);
#include "mesh_check_test.moc"
