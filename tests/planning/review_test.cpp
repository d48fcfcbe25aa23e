#include "planning/review.hpp"

#include <QElapsedTimer>
#include <QtTest>

#include "planning/mesh_boolean.hpp"
#include "planning/mesh_check.hpp"
#include "planning/mold.hpp"
#include "tests/planning/shell_implant.hpp"

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
  HeadFrame frame;
  ImplantReview review() const { return reviewImplant(implant, bone, defects, frame); }
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

bool near(double value, double expected, double tolerance) {
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
    QVERIFY(near(review.thicknessMinMm, 5, 0.03));
    QVERIFY(near(review.thicknessMeanMm, 5, 0.02));
    QVERIFY(near(review.gapMedianMm, 0.5, 0.03));
    QVERIFY(near(review.gapP95Mm, 0.5, 0.05));
    QVERIFY(near(review.gapMinMm, 0.5, 0.05));
    QCOMPARE(review.overlapMm3, 0.0);
    QVERIFY(near(review.undercutMm2, 0, 1e-9));
    QVERIFY(near(review.rimStepP95Mm, 0, 0.05));
    QVERIFY(near(review.largestDimensionMm, 60, 0.3));
    QVERIFY(review.side == Side::Right);
    QVERIFY(near(review.volumeMm3, volumeMm3(scene.implant.mesh), 1e-9));
  }

  void aThinPlaceIsFound() {
    Scene scene = sceneOf(round(), 0.5);
    // Ring 6 of the inner side, one place: 2 mm nearer to the outer side.
    const ShellImplant shell = round();
    const std::size_t ring = 2 * shell.rings + shell.wallRows - 30;
    Vec3& v = scene.implant.mesh.vertices[1 + (ring - 1) * shell.columns + 7];
    v = v + normalized(v - shell.center()) * 2;
    QVERIFY(near(scene.review().thicknessMinMm, 3.6, 0.5));
  }

  void aProudImplantMakesAStep() {
    Scene scene = sceneOf(round(), 0.5);
    move(scene.implant.mesh, scene.implant.insertion * -0.8);
    QVERIFY(near(scene.review().rimStepP95Mm, 0.72, 0.12));
  }

  void overlapIsTheCommonVolume() {
    Scene scene = sceneOf(round(), 0.5);
    move(scene.implant.mesh, {2, 1, 0.5});
    const double common = volumeMm3(intersected(scene.implant.mesh, scene.bone.surface, "overlap"));
    QVERIFY(common > 100);
    QVERIFY(near(scene.review().overlapMm3, common, 0.01 * common));
  }

  void wallsThatCloseOutwardAreUndercut() {
    ShellImplant shell = round();
    shell.taperDeg = -12;
    const ImplantReview review = sceneOf(shell, 0.2).review();
    const double wall = 2 * 3.14 * 30 * 5;
    QVERIFY(review.undercutMm2 > 0.5 * wall);
    QVERIFY(review.undercutMm2 < 1.5 * wall);
  }

  void sideWithoutARegionComesFromTheFrame() {
    Scene scene = sceneOf(round(), 0.5);
    scene.defects.regions.clear();
    scene.frame.center = scene.frame.center - Vec3{60, 0, 0};
    QVERIFY(scene.review().side == Side::Left);
  }

  void aMoldThatFits() {
    const Implant implant = ShellImplant{}.make();
    const Mold mold = makeMold(implant, {});
    QElapsedTimer timer;
    timer.start();
    const MoldReview review = reviewMold(mold, implant);
    qInfo("%lld ms", timer.elapsed());
    QVERIFY(review.cavityErrorP99Mm < 0.01);
    QVERIFY(near(review.undercutMm2, 0, 1));
    QVERIFY(review.separates);
  }

  void aMoldOfAnotherImplant() {
    const Implant implant = ShellImplant{}.make();
    const Mold mold = makeMold(implant, {});
    ShellImplant thicker;
    thicker.thickness = 5.3;
    QVERIFY(near(reviewMold(mold, thicker.make()).cavityErrorP99Mm, 0.3, 0.05));
  }

  void halvesThatHookDoNotSeparate() {
    const Implant implant = ShellImplant{}.make();
    Mold mold = makeMold(implant, {});
    std::swap(mold.outerHalf, mold.innerHalf);
    QVERIFY(!reviewMold(mold, implant).separates);
  }
};

QTEST_GUILESS_MAIN(ReviewTest)
#include "review_test.moc"
