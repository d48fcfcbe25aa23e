#include "planning/review.hpp"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>
#include <cmath>

#include "planning/mesh_boolean.hpp"
#include "planning/mesh_check.hpp"
#include "tests/planning/shell_implant.hpp"
#include "tests/room.hpp"

using namespace bregma;
using shapes::ShellImplant;

namespace {

ShellImplant round() {
  ShellImplant shell;
  shell.length = shell.width = 60;
  shell.wave = 0;
  shell.rings = 80;
  return shell;
}

struct Scene {
  Implant implant;
  Bone bone;
  Defects defects;
  Vault vault;
  HeadFrame frame;
  ImplantReview review() const { return reviewImplant(implant, bone, defects, vault, frame); }
};

Scene sceneOf(const ShellImplant& shell, double gapMm) {
  Scene scene;
  scene.implant = shell.make();
  scene.bone.surface = shell.bone(gapMm);
  scene.frame.center = shell.center();
  scene.defects.regions.resize(1);
  scene.defects.regions[0].side = Side::Right;
  return scene;
}

bool isNear(double value, double expected, double tolerance) {
  if (std::abs(value - expected) <= tolerance) return true;
  qWarning("%g, expected %g ± %g", value, expected, tolerance);
  return false;
}

void move(TriangleMesh& mesh, const Vec3& by) {
  for (Vec3& v : mesh.vertices) v = v + by;
}

}  // namespace

class ReviewTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aFittingImplant() {
    const Scene scene = sceneOf(round(), 0.5);
    QVERIFY(checkMesh(scene.bone.surface).printable());
    QElapsedTimer timer;
    timer.start();
    const ImplantReview review = scene.review();
    qInfo("%zu triangles: %lld ms", scene.implant.mesh.triangles.size(), timer.elapsed());
    QVERIFY(isNear(review.thicknessMinMm, 5, 0.03));
    QVERIFY(isNear(100 * review.thicknessMinMm, std::round(100 * review.thicknessMinMm), 1e-9));
    QVERIFY(isNear(review.thicknessMeanMm, 5, 0.02));
    QVERIFY(isNear(review.gapMedianMm, 0.5, 0.03));
    QVERIFY(isNear(review.gapP95Mm, 0.5, 0.05));
    QVERIFY(isNear(review.gapMinMm, 0.5, 0.05));
    QVERIFY(isNear(review.gapKeptP5Mm, 0.5, 0.05) && isNear(review.gapKeptP95Mm, 0.5, 0.05));
    QCOMPARE(review.givingWayPercent, 0.0);
    QVERIFY(!review.givingWayPlace);
    QCOMPARE(review.overlapMm3, 0.0);
    QVERIFY(isNear(review.undercutMm2, 0, 1e-9));
    QVERIFY(isNear(review.rimStepP95Mm, 0, 0.05));
    QVERIFY(isNear(review.largestDimensionMm, 60, 0.3));
    QVERIFY(review.side == Side::Right);
    QVERIFY(isNear(review.volumeMm3, volumeMm3(scene.implant.mesh), 1e-9));
  }

  void aThinPlaceIsFound() {
    Scene scene = sceneOf(round(), 0.5);
    // Ring 6 of the inner side, one place: 2 mm nearer to the outer side.
    const ShellImplant shell = round();
    const std::size_t ring = 2 * shell.rings + shell.wallRows - 30;
    Vec3& v = scene.implant.mesh.vertices[1 + (ring - 1) * shell.columns + 7];
    v = v + normalized(v - shell.center()) * 2;
    QVERIFY(isNear(scene.review().thicknessMinMm, 3.6, 0.5));
  }

  void aSliverTellsNoThickness() {
    Scene scene = sceneOf(round(), 0.5);
    TriangleMesh& mesh = scene.implant.mesh;
    const auto onTop = std::ranges::max_element(mesh.triangles, {}, [&](const auto& t) {
      return dot(mesh.vertices[t[0]] - scene.frame.center, -scene.implant.insertion) -
             length(mesh.vertices[t[1]] - mesh.vertices[t[0]]);
    });
    const auto [a, b, c] = *onTop;
    const Vec3 middle = (mesh.vertices[a] + mesh.vertices[b]) / 2;
    const Vec3 aside = normalized(mesh.vertices[c] - middle) * 0.006;
    mesh.vertices.push_back(middle + aside - scene.implant.insertion * 0.009);  // 56° steep
    const auto m = std::uint32_t(mesh.vertices.size() - 1);
    *onTop = {a, m, c};
    mesh.triangles.insert(mesh.triangles.end(), {{m, b, c}, {a, b, m}});
    QVERIFY(checkMesh(mesh).printable());
    QVERIFY(isNear(scene.review().thicknessMinMm, 5, 0.1));
    QVERIFY(isNear(scene.review().medialMinMm, 5, 0.15));
  }

  void aProudImplantMakesAStep() {
    Scene scene = sceneOf(round(), 0.5);
    move(scene.implant.mesh, scene.implant.insertion * -0.8);
    QVERIFY(isNear(scene.review().rimStepP95Mm, 0.72, 0.12));
  }

  void overlapIsTheCommonVolume() {
    Scene scene = sceneOf(round(), 0.5);
    move(scene.implant.mesh, {2, 1, 0.5});
    const double common = volumeMm3(intersected(scene.implant.mesh, scene.bone.surface, "overlap"));
    QVERIFY(common > 100);
    QVERIFY(isNear(scene.review().overlapMm3, common, 0.01 * common));
  }

  void straightWallsGiveWayToBoneThatClosesOutward() {
    ShellImplant straight = round(), closing = round();
    straight.taperDeg = 0;
    closing.taperDeg = -8;
    Scene scene = sceneOf(straight, 0.5);
    QVERIFY(isNear(scene.review().givingWayPercent, 0, 1));
    scene.bone.surface = closing.bone(0.5);
    const ImplantReview review = scene.review();
    // The gap grows by 0.14 mm a mm: of 5 mm the outer 1.1 do not count, to a row of 0.5.
    QVERIFY(isNear(review.givingWayPercent, 79, 10));
    QVERIFY(isNear(review.gapP95Mm, 1.15, 0.1));
    QVERIFY(review.gapKeptP5Mm > 0.4 && review.gapKeptP95Mm < 0.7);
    QVERIFY(review.givingWayPlace.has_value());
    QVERIFY(isNear(review.undercutMm2, 0, 1e-9));
  }

  void wallsThatCloseOutwardAreUndercut() {
    ShellImplant shell = round();
    shell.taperDeg = -12;
    const ImplantReview review = sceneOf(shell, 0.2).review();
    const double wall = 2 * 3.14 * 30 * 5;
    QVERIFY(review.undercutMm2 > 0.5 * wall);
    QVERIFY(review.undercutMm2 < 1.5 * wall);
    QVERIFY(review.givingWayPercent < 5);  // they do not give way
  }

  void sideWithoutARegionComesFromTheFrame() {
    Scene scene = sceneOf(round(), 0.5);
    scene.defects.regions.clear();
    scene.frame.center = scene.frame.center - Vec3{60, 0, 0};
    QVERIFY(scene.review().side == Side::Left);
  }
};

BREGMA_TEST(ReviewTest, QCoreApplication);
#include "review_test.moc"
