#include "planning/smoothing.hpp"

#include <QCoreApplication>
#include <QTest>
#include <random>

#include "planning/implant_faces.hpp"
#include "planning/mesh_check.hpp"
#include "tests/planning/shell_implant.hpp"
#include "tests/room.hpp"

using namespace bregma;
using shapes::ShellImplant;

namespace {

/// An implant with ripples on its outer and inner side.
struct Rippled {
  ShellImplant shell;
  TriangleMesh smooth, rough;
  Rippled() {
    shell.rings = 60;
    smooth = shell.make().mesh;
    rough = smooth;
    const Faces faces = facesOf(smooth, shell.center());
    const SurfaceDistance walls(only(smooth, faces, Face::Wall));
    std::mt19937 random(3);
    for (Vec3& v : rough.vertices) {
      const double noise = 0.1 * (double(random() % 2001) / 1000 - 1);
      if (walls.distance(v) > 1.5) v = v + normalized(v - shell.center()) * noise;
    }
  }
  double roughness(const TriangleMesh& mesh) const {
    double sum = 0;
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
      const Vec3& p = mesh.vertices[mesh.triangles[t][0]];
      const double facing = std::abs(dot(triangleNormal(mesh, t), normalized(p - shell.center())));
      if (facing > 0.6) sum += 1 - facing;
    }
    return sum / double(mesh.triangles.size());
  }
};

ImplantSettings rounds(int iterations, SmoothingMethod method = SmoothingMethod::Taubin) {
  return {.gapMm = 0.5, .smoothing = method, .smoothingIterations = iterations};
}

}  // namespace

class SmoothingTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void ripplesGoAndTheVolumeStays() {
    const Rippled r;
    const SurfaceDistance bone(r.shell.bone(0.5));
    const TriangleMesh made = smoothedImplant(r.rough, r.shell.center(), bone, rounds(10));
    QVERIFY2(
        r.roughness(made) < 0.5 * r.roughness(r.rough),
        qPrintable(QStringLiteral("%1 of %2").arg(r.roughness(made)).arg(r.roughness(r.rough))));
    QVERIFY(std::abs(volumeMm3(made) / volumeMm3(r.rough) - 1) < 1e-3);
    QVERIFY(checkMesh(made).printable());
    QVERIFY(made.triangles == r.rough.triangles);
  }

  void flowEvensTheCurvature() {
    const Rippled r;
    const SurfaceDistance bone(r.shell.bone(0.5));
    const TriangleMesh made =
        smoothedImplant(r.rough, r.shell.center(), bone, rounds(10, SmoothingMethod::Curvature));
    QVERIFY2(
        r.roughness(made) < 0.5 * r.roughness(r.rough),
        qPrintable(QStringLiteral("%1 of %2").arg(r.roughness(made)).arg(r.roughness(r.rough))));
    QVERIFY(std::abs(volumeMm3(made) / volumeMm3(r.rough) - 1) < 5e-3);
    QVERIFY(checkMesh(made).printable());
    QVERIFY(made.triangles == r.rough.triangles);
    const Faces faces = facesOf(r.rough, r.shell.center());
    for (std::size_t t = 0; t < r.rough.triangles.size(); ++t)
      if (faces.face[t] == Face::Wall)
        for (const auto v : r.rough.triangles[t])
          QVERIFY(length(made.vertices[v] - r.rough.vertices[v]) < 0.05);
  }

  void theRimStays() {
    const Rippled r;
    const TriangleMesh made =
        smoothedImplant(r.rough, r.shell.center(), SurfaceDistance(r.shell.bone(0.5)), rounds(30));
    const Faces faces = facesOf(r.rough, r.shell.center());
    std::size_t walls = 0, moved = 0;
    for (std::size_t t = 0; t < r.rough.triangles.size(); ++t) {
      if (faces.face[t] != Face::Wall) continue;
      for (const auto v : r.rough.triangles[t]) {
        ++walls;
        moved += made.vertices[v] != r.rough.vertices[v];
      }
    }
    QVERIFY(walls > 1000);
    QCOMPARE(moved, std::size_t(0));
    for (std::size_t v = 0; v < made.vertices.size(); ++v)
      QVERIFY(length(made.vertices[v] - r.rough.vertices[v]) < 0.3);
  }

  void neverComesNearerToBone() {
    const Rippled r;
    // Bone right under the inner side, as below a lip.
    ShellImplant under = r.shell;
    under.radius = r.shell.radius - r.shell.thickness - 0.5;
    under.taperDeg = 0;
    const TriangleMesh plate = under.make().mesh;
    const SurfaceDistance bone(plate);
    const double gap = 0.5;
    const TriangleMesh made = smoothedImplant(r.rough, r.shell.center(), bone, rounds(20));
    for (std::size_t v = 0; v < made.vertices.size(); ++v) {
      const double before = bone.distance(r.rough.vertices[v]);
      QVERIFY(bone.distance(made.vertices[v]) >= std::min(gap, before) - 1e-9);
    }
  }

  void noIterationsNoChange() {
    const Rippled r;
    const SurfaceDistance bone(r.shell.bone(0.5));
    QVERIFY(smoothedImplant(r.rough, r.shell.center(), bone, rounds(0)).vertices ==
            r.rough.vertices);
  }
};

BREGMA_TEST(SmoothingTest, QCoreApplication);
#include "smoothing_test.moc"
