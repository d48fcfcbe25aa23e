#include "viewer/display_mesh.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

class DisplayMeshTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keepsALightMeshAsItIs() {
    const TriangleMesh ball = shapes::ball({}, 50, 24);
    const auto shown = makeDisplayMesh(ball);
    QCOMPARE(shown->fine.triangles.size(), ball.triangles.size());
    QVERIFY(shown->coarser.empty());
  }
  void meetsTheBudgetsAndKeepsTheShape() {
    const auto shown = makeDisplayMesh(shapes::ball({1, 2, 3}, 50, 200), {20'000, {9'000, 4'000}});
    QVERIFY(shown->fine.triangles.size() <= 20'000 && shown->fine.triangles.size() > 6'000);
    QCOMPARE(shown->levels(), std::size_t(3));
    for (std::size_t level = 1; level < shown->levels(); ++level) {
      const ShadedTriangles& mesh = shown->level(level);
      const std::size_t budget = level == 1 ? 9'000 : 4'000;
      QVERIFY(mesh.triangles.size() <= budget && mesh.triangles.size() > budget / 4);
      for (std::size_t v = 0; v < mesh.points.size(); ++v) {
        const auto &p = mesh.points[v], &n = mesh.normals[v];
        const Vec3 out = Vec3{p[0], p[1], p[2]} - Vec3{1, 2, 3};
        QVERIFY(std::abs(length(out) - 50) < 1);
        QVERIFY(dot(normalized(out), {n[0], n[1], n[2]}) > 0.97);
      }
    }
  }
  void knowsWhichVertexItsOwnCameFrom() {
    const TriangleMesh ball = shapes::ball({1, 2, 3}, 50, 200);
    const auto shown = makeDisplayMesh(ball, {20'000, {4'000}});
    for (const ShadedTriangles* mesh : {&shown->fine, &shown->level(1)}) {
      QCOMPARE(mesh->source.size(), mesh->points.size());
      for (std::size_t v = 0; v < mesh->points.size(); ++v) {
        const auto& p = mesh->points[v];
        QVERIFY(length(ball.vertices.at(mesh->source[v]) - Vec3{p[0], p[1], p[2]}) < 6);
      }
    }
    const auto box = makeDisplayMesh(shapes::box({0, 0, 0}, {3, 4, 5}));
    QCOMPARE(box->fine.source.size(), box->fine.points.size());  // creased
  }
  void comesInPiecesOfTheSameTriangles() {
    const ShadedTriangles whole = makeDisplayMesh(shapes::ball({}, 50, 24))->fine;
    const auto pieces = inPieces(whole, 100);
    QCOMPARE(pieces.size(), (whole.triangles.size() + 99) / 100);
    std::size_t t = 0;
    for (const ShadedTriangles& piece : pieces) {
      QVERIFY(piece.triangles.size() <= 100 && piece.points.size() == piece.source.size());
      for (const auto& corners : piece.triangles) {
        for (std::size_t k = 0; k < 3; ++k) {
          const std::uint32_t was = whole.triangles[t][k], is = corners[k];
          QVERIFY(piece.points.at(is) == whole.points[was]);
          QVERIFY(piece.normals.at(is) == whole.normals[was]);
          QCOMPARE(piece.source.at(is), whole.source[was]);
        }
        ++t;
      }
    }
    QCOMPARE(t, whole.triangles.size());
    QVERIFY(inPieces({}, 100).empty());
  }
  void keepsTheSidesOfAThinWallApart() {
    TriangleMesh wall = shapes::ball({}, 50, 200);
    TriangleMesh inner = shapes::ball({}, 49.5, 200);
    const auto shift = std::uint32_t(wall.vertices.size());
    wall.vertices.insert(wall.vertices.end(), inner.vertices.begin(), inner.vertices.end());
    for (const auto& t : inner.triangles)
      wall.triangles.push_back({t[0] + shift, t[2] + shift, t[1] + shift});
    const auto shown = makeDisplayMesh(wall, {8'000, {}});
    for (std::size_t v = 0; v < shown->fine.points.size(); ++v) {
      const auto &p = shown->fine.points[v], &n = shown->fine.normals[v];
      const double facing = dot(normalized({p[0], p[1], p[2]}), {n[0], n[1], n[2]});
      QVERIFY(std::abs(facing) > 0.9);
    }
  }
  void keepsTheEdgesOfABoxSharp() {
    const auto shown = makeDisplayMesh(shapes::box({0, 0, 0}, {3, 4, 5}));
    QCOMPARE(shown->fine.points.size(), std::size_t(24));  // three sides meet in each corner
    for (const auto& t : shown->fine.triangles)
      for (const auto corner : t) {
        const auto &n = shown->fine.normals[corner], &other = shown->fine.normals[t[0]];
        QVERIFY(n == other);
        QCOMPARE(std::max({std::abs(n[0]), std::abs(n[1]), std::abs(n[2])}), 1.0f);
      }
  }
  void isTheSameTwice() {
    const TriangleMesh ball = shapes::ball({}, 50, 120);
    const auto a = makeDisplayMesh(ball, {9'000, {2'000}}),
               b = makeDisplayMesh(ball, {9'000, {2'000}});
    QVERIFY(a->fine.points == b->fine.points && a->fine.triangles == b->fine.triangles);
  }
  void takesNothing() { QVERIFY(makeDisplayMesh({})->fine.triangles.empty()); }
};

BREGMA_TEST(DisplayMeshTest, QCoreApplication);
#include "display_mesh_test.moc"
