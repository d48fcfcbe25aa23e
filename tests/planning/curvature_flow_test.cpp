#include "planning/curvature_flow.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "planning/mesh_check.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

class CurvatureFlowTest : public QObject {
  Q_OBJECT

  /// A ball of 20 mm with bumps of 0.3 mm on every other vertex.
  static TriangleMesh bumpyBall() {
    TriangleMesh mesh = shapes::ball({}, 20, 40);
    for (std::size_t i = 0; i < mesh.vertices.size(); i += 2)
      mesh.vertices[i] = mesh.vertices[i] * (20.3 / 20);
    return mesh;
  }
  static std::vector<std::uint8_t> lowerHalf(const TriangleMesh& mesh) {
    std::vector<std::uint8_t> held(mesh.vertices.size());
    for (std::size_t i = 0; i < held.size(); ++i) held[i] = mesh.vertices[i].z < 0;
    return held;
  }
  /// How far neighbors of the upper half differ in their distance from the middle, mean. Near the
  /// pole the triangles are too narrow to tell.
  static double bumpsMm(const TriangleMesh& mesh) {
    const auto counts = [](const Vec3& p) { return p.z > 4 && p.z < 16; };
    double sum = 0, edges = 0;
    for (const auto& t : mesh.triangles)
      for (int i = 0; i < 3; ++i) {
        const Vec3 &a = mesh.vertices[t[i]], &b = mesh.vertices[t[(i + 1) % 3]];
        if (!counts(a) || !counts(b)) continue;
        sum += std::abs(length(a) - length(b));
        ++edges;
      }
    return sum / edges;
  }

 private Q_SLOTS:
  void takesBumpsAwayButNotWhereItIsHeld() {
    const TriangleMesh bumpy = bumpyBall();
    const std::vector<std::uint8_t> held = lowerHalf(bumpy);
    const TriangleMesh smooth = curvatureFlow(bumpy, held, 1);

    QVERIFY(smooth.triangles == bumpy.triangles);
    for (std::size_t i = 0; i < held.size(); ++i)
      if (held[i]) QVERIFY(length(smooth.vertices[i] - bumpy.vertices[i]) < 1e-9);
    const double before = bumpsMm(bumpy), after = bumpsMm(smooth);
    QVERIFY2(after < before / 4, qPrintable(QString("%1 of %2").arg(after).arg(before)));
    QVERIFY(checkMesh(smooth).printable());
    QVERIFY(std::abs(volumeMm3(smooth) / volumeMm3(bumpy) - 1) < 0.05);
  }

  void longerFlowIsSmoother() {
    const TriangleMesh bumpy = bumpyBall();
    const std::vector<std::uint8_t> held = lowerHalf(bumpy);
    QVERIFY(bumpsMm(curvatureFlow(bumpy, held, 0.5)) < bumpsMm(curvatureFlow(bumpy, held, 0.02)));
  }
};

BREGMA_TEST(CurvatureFlowTest, QCoreApplication);
#include "curvature_flow_test.moc"
