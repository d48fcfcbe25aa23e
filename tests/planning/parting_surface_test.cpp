#include "planning/parting_surface.hpp"

#include <QCoreApplication>
#include <QTest>

#include "planning/mesh_check.hpp"
#include "planning/mold_fittings.hpp"
#include "tests/planning/parted_shell.hpp"
#include "tests/room.hpp"

using namespace bregma;
using shapes::ShellImplant;

class PartingSurfaceTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void frameLooksAlongThePull() {
    const Implant implant = ShellImplant{}.make();
    const PullFrame frame = pullFrame(implant.mesh, -implant.insertion);
    QVERIFY(length(frame.patientFromPull * Vec3{0, 0, 1} + implant.insertion) < 1e-12);
    QVERIFY(std::abs(determinant(frame.patientFromPull) - 1) < 1e-12);
    const Vec3 p{1, 2, 3};
    QVERIFY(length(frame.toPull(frame.toPatient(p)) - p) < 1e-12);
  }

  void rimFollowsTheOuterEdge() {
    // Walls that open outward are widest where the outer side ends.
    const ShellImplant shell;
    const PartedShell scene(shell);
    std::vector<Vec3> edge;
    for (int c = 0; c < shell.columns; ++c)
      edge.push_back(scene.implant.vertices[1 + (shell.rings - 1) * shell.columns + c]);
    for (const RimPoint& p : scene.rim) {
      double away = 1e9, height = 0;
      for (const Vec3& e : edge)
        if (const double d = std::hypot(e.x - p.place.x, e.y - p.place.y); d < away) {
          away = d;
          height = e.z;
        }
      QVERIFY(away < 0.6);  // the edge's own points are 0.7 mm apart
      QVERIFY(std::abs(height - p.place.z) < 0.8);
    }
    // All the way around, once, and outside of the part by a hair.
    double perimeter = 0;
    for (std::size_t i = 0; i < scene.rim.size(); ++i)
      perimeter += length(scene.rim[(i + 1) % scene.rim.size()].place - scene.rim[i].place);
    QVERIFY(perimeter > 160 && perimeter < 190);
    const SurfaceDistance surface(scene.implant);
    for (const RimPoint& p : scene.rim) QVERIFY(!surface.inside(p.place));
  }

  void surfacePassesBetweenTheSides() {
    const PartedShell scene;
    const SurfaceDistance part(scene.implant), parting(scene.parting.mesh);
    int within = 0;
    for (double x = -18; x <= 18; x += 3)
      for (double y = -13; y <= 13; y += 3) {
        const auto up = part.ray({x, y, -100}, {0, 0, 1}), down = part.ray({x, y, 100}, {0, 0, -1});
        if (!up || !down) continue;
        const double z = heightAt(parting, x, y);
        QVERIFY(z > up->point.z && z < down->point.z);
        ++within;
      }
    QVERIFY(within > 80);
    for (std::size_t t = 0; t < scene.parting.mesh.triangles.size(); ++t)
      QVERIFY(triangleNormal(scene.parting.mesh, t).z > 0);
  }

  void blocksShareTheSpace() {
    const PartedShell scene;
    const TriangleMesh below = blockBelow(scene.parting, -40),
                       above = blockAbove(scene.parting, 40);
    QVERIFY(checkMesh(below).printable());
    QVERIFY(checkMesh(above).printable());
    const double area = scene.outlineMm2();
    QVERIFY(std::abs(volumeMm3(below) + volumeMm3(above) - 80 * area) < 1e-6 * 80 * area);
  }

  void seatsOfKeysAreLevel() {
    const PartedShell scene;
    const SurfaceDistance parting(scene.parting.mesh);
    for (const KeySeat& key : scene.layout.keys) {
      const double level = heightAt(parting, key.x, key.y);
      for (double angle = 0; angle < 6.2; angle += 0.5)
        QVERIFY(
            std::abs(heightAt(parting, key.x + 4 * std::cos(angle), key.y + 4 * std::sin(angle)) -
                     level) < 1e-6);
    }
  }
};

BREGMA_TEST(PartingSurfaceTest, QCoreApplication);
#include "parting_surface_test.moc"
