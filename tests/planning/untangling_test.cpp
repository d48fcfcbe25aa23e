#include "planning/untangling.hpp"

#include <QCoreApplication>
#include <QTest>

#include "planning/mesh_check.hpp"
#include "planning/self_intersection.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;
using namespace bregma::shapes;

class UntanglingTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aCleanMeshStaysAsItIs() {
    const TriangleMesh mesh = ball({1, 2, 3}, 20, 24);
    QCOMPARE(untangled(mesh).vertices, mesh.vertices);
  }
  void aSpikeIsSmoothedAndTheRestStays() {
    TriangleMesh mesh = ball({1, 2, 3}, 20, 24);
    const std::size_t pushed = 300, far = mesh.vertices.size() - 1;
    const Vec3 center{1, 2, 3};  // a spike through the other side
    mesh.vertices[pushed] = center - (mesh.vertices[pushed] - center) * 1.1;
    const Vec3 untouched = mesh.vertices[far];
    const SelfIntersections found = selfIntersections(mesh);
    QVERIFY(found.pairs > 0);
    QVERIFY(found.triangles.size() >= 2);
    const TriangleMesh repaired = untangled(mesh);
    const MeshCheck check = checkMesh(repaired);
    QVERIFY(check.printable());
    QCOMPARE(repaired.vertices[far], untouched);
    QVERIFY(std::abs(check.volumeMm3 / checkMesh(ball({1, 2, 3}, 20, 24)).volumeMm3 - 1) < 0.05);
  }
};

BREGMA_TEST(UntanglingTest, QCoreApplication);
#include "untangling_test.moc"
