#include "planning/tube.hpp"

#include <QCoreApplication>
#include <QTest>
#include <numbers>

#include "planning/mesh_check.hpp"
#include "tests/room.hpp"

using namespace bregma;

class TubeTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aPrismIsAsWideAsItsCylinder() {
    for (const Vec3& axis : {Vec3{0, 0, 7}, Vec3{3, -2, 1}, Vec3{-1, 0, 0}}) {
      TriangleMesh mesh;
      addPrism(mesh, {1, 2, 3}, Vec3{1, 2, 3} + axis, 2, 48);
      const MeshCheck check = checkMesh(mesh);
      QVERIFY(check.printable());
      const double expected = std::numbers::pi * 4 * length(axis);
      QVERIFY(std::abs(check.volumeMm3 / expected - 1) < 0.002);
      for (const Vec3& v : mesh.vertices) {
        const Vec3 from = v - Vec3{1, 2, 3};
        const double along = dot(from, normalized(axis));
        const double off = length(from - normalized(axis) * along);
        QVERIFY(off < 1e-9 || std::abs(off - 2) < 0.005);
      }
    }
  }

  void severalStayApart() {
    TriangleMesh mesh;
    addPrism(mesh, {0, 0, 0}, {0, 0, 5}, 1, 12);
    addPrism(mesh, {5, 0, 0}, {5, 0, 5}, 1, 12);
    const MeshCheck check = checkMesh(mesh);
    QVERIFY(check.closed && check.manifold && check.outward);
    QCOMPARE(check.components, std::size_t(2));
  }
};

BREGMA_TEST(TubeTest, QCoreApplication);
#include "tube_test.moc"
