#include "viewer/moved_mesh.hpp"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>

#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

namespace {

Vec3 vectorOf(const std::array<float, 3>& p) { return {p[0], p[1], p[2]}; }

}  // namespace

class MovedMeshTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void movesWhatLiesInTheBall() {
    const auto mesh = makeDisplayMesh(shapes::ball({}, 50, 150), {90'000, {10'000}});
    const Vec3 center{0, 0, 50};
    const auto out = moved(*mesh, center, 20, [](const Vec3& p) { return p * 1.1; });
    QCOMPARE(out->levels(), mesh->levels());
    for (std::size_t level = 0; level < mesh->levels(); ++level) {
      const ShadedTriangles &from = mesh->level(level), &to = out->level(level);
      QVERIFY(from.triangles == to.triangles && from.source == to.source);
      int within = 0;
      for (std::size_t v = 0; v < from.points.size(); ++v) {
        const Vec3 p = vectorOf(from.points[v]), q = vectorOf(to.points[v]);
        const bool inside = length(p - center) < 20;
        QVERIFY(length(q - p * (inside ? 1.1 : 1.0)) < 1e-3);
        within += inside;
        // Far from the edge of the ball it is a sphere again.
        if (length(p - center) < 14) QVERIFY(dot(vectorOf(to.normals[v]), normalized(p)) > 0.98);
        if (!inside) QVERIFY(from.normals[v] == to.normals[v]);
      }
      QVERIFY(within > 50);
    }
  }
  void isQuick() {
    const auto mesh = makeDisplayMesh(shapes::ball({}, 50, 200), {160'000, {80'000, 40'000}});
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 10; ++i)
      moved(*mesh, {0, 0, 50}, 10, [](const Vec3& p) { return p * 1.01; });
    qInfo("%zu triangles: %.1f ms", mesh->fine.triangles.size(), double(timer.elapsed()) / 10);
    QVERIFY(timer.elapsed() / 10 < 100);
  }
};

BREGMA_TEST(MovedMeshTest, QCoreApplication);
#include "moved_mesh_test.moc"
