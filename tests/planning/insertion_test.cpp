#include "planning/insertion.hpp"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>
#include <random>

#include "phantom_case.hpp"
#include "planning/mesh_columns.hpp"
#include "tests/planning/shell_implant.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;
using shapes::ShellImplant;

namespace {

Vec3 turned(const Vec3& v, const Vec3& axis, double deg) {
  return rotation(normalized(axis), deg * std::numbers::pi / 180) * v;
}

/// A plug in a plate whose hole leans by `leanDeg`: only one direction is free of undercut.
struct LeaningHole {
  TriangleMesh plug, plate;
  Vec3 wayOut;
  explicit LeaningHole(double leanDeg) {
    ShellImplant shell;
    shell.radius = 400;
    shell.length = 50;
    shell.width = 40;
    shell.thickness = 8;
    shell.taperDeg = 0;
    shell.outward = {0, 0, 1};
    plug = shell.make().mesh;
    plate = shell.bone(0.3);
    const double slope = std::tan(leanDeg * std::numbers::pi / 180);
    for (TriangleMesh* mesh : {&plug, &plate})
      for (Vec3& v : mesh->vertices) v.x += slope * (v.z - shell.apex.z);
    wayOut = normalized({slope, 0, 1});
  }
};

/// The best area that `count` directions of the cone give.
double bestOf(int count, const TriangleMesh& shape, const SurfaceDistance& bone, const Vec3& mean) {
  double best = 1e9;
  for (int i = 0; i < count; ++i) {
    const double cap = 1 - std::cos(insertionConeDeg * std::numbers::pi / 180);
    const double cosine = 1 - cap * (i + 0.5) / count, turn = 2.399963229728653 * i;
    const Lean lean{std::acos(cosine) * 180 / std::numbers::pi, 0};
    const Vec3 outward = turned(leaned(mean, lean), mean, turn * 180 / std::numbers::pi);
    best = std::min(best, undercutAlong(shape, bone, outward).areaMm2);
  }
  return best;
}

/// Whether the solids meet on the way, found out by moving a cloud of inner points step by step.
struct BruteSweep {
  double stoppedMm = 0;
  BruteSweep(const TriangleMesh& moving, const TriangleMesh& fixed, const Vec3& outward) {
    constexpr double step = 0.5, farthest = 40;
    const SurfaceDistance part(moving), obstacle(fixed);
    const Box box = boundingBox(moving);
    for (double x = box.low.x + 0.13; x < box.high.x; x += step)
      for (double y = box.low.y + 0.17; y < box.high.y; y += step)
        for (double z = box.low.z + 0.11; z < box.high.z; z += step) {
          if (!part.inside({x, y, z})) continue;
          for (double t = farthest; t > stoppedMm; t -= step)
            if (obstacle.inside(Vec3{x, y, z} + outward * t)) stoppedMm = t;
        }
  }
};

}  // namespace

class InsertionTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void findsTheOnlyWayOut_data() {
    QTest::addColumn<double>("leanDeg");
    for (const double lean : {0.0, 7.0, 15.0, 22.0}) QTest::addRow("%g degrees", lean) << lean;
  }
  void findsTheOnlyWayOut() {
    QFETCH(double, leanDeg);
    const LeaningHole hole(leanDeg);
    const SurfaceDistance plate(hole.plate);
    const Vec3 found = proposeOutward(hole.plug, plate, {0, 0, 1});
    // The gap of 0.3 mm along 8 mm of wall lets it lean 2 degrees.
    QVERIFY2(degreesBetween(found, hole.wayOut) < 4,
             qPrintable(QString::number(degreesBetween(found, hole.wayOut))));
    QVERIFY(undercutAlong(hole.plug, plate, found).areaMm2 <= 1);
    if (leanDeg > 5) QVERIFY(undercutAlong(hole.plug, plate, {0, 0, 1}).areaMm2 > 100);
    QVERIFY(found == proposeOutward(hole.plug, plate, {0, 0, 1}));
  }

  void staysAtTheNormalWhereThatIsFree() {
    const ShellImplant shell;
    const Vec3 mean = normalized(shell.outward);
    QVERIFY(proposeOutward(shell.make().mesh, SurfaceDistance(shell.bone(0.5)), mean) == mean);
  }

  void isAsGoodAsTheBestOfManyDirections_data() {
    QTest::addColumn<double>("leanDeg");
    QTest::addColumn<double>("taperDeg");
    QTest::newRow("walls lean") << 12.0 << 0.0;
    QTest::newRow("walls close outward") << 0.0 << -8.0;
    QTest::newRow("both") << 9.0 << -5.0;
  }
  void isAsGoodAsTheBestOfManyDirections() {
    QFETCH(double, leanDeg);
    QFETCH(double, taperDeg);
    ShellImplant shell;
    shell.taperDeg = taperDeg;
    shell.columns = 120;
    shell.rings = 16;
    shell.wallRows = 5;
    TriangleMesh plug = shell.make().mesh, plate = shell.bone(0.2);
    const Vec3 mean = normalized(shell.outward), across = normalized(cross({1, 2, 3}, mean));
    for (TriangleMesh* mesh : {&plug, &plate})
      for (Vec3& v : mesh->vertices)
        v = v + across * (dot(v - shell.apex, mean) * std::tan(leanDeg * std::numbers::pi / 180));
    const SurfaceDistance bone(plate);
    QElapsedTimer timer;
    timer.start();
    const double found = undercutAlong(plug, bone, proposeOutward(plug, bone, mean)).areaMm2;
    const qint64 ms = timer.elapsed();
    const double best = bestOf(2000, plug, bone, mean);
    qInfo("%.1f mm2, best of 2000: %.1f mm2, at the normal %.1f mm2, %lld ms", found, best,
          undercutAlong(plug, bone, mean).areaMm2, ms);
    QVERIFY(found <= 1.05 * best + 0.5);
  }

  void undercutHasAPlace() {
    ShellImplant shell;
    shell.taperDeg = -12;
    const Implant implant = shell.make();
    const SurfaceDistance bone(shell.bone(0.2)), surface(implant.mesh);
    const Undercut undercut = undercutAlong(implant.mesh, bone, -implant.insertion);
    QVERIFY(undercut.areaMm2 > 100);
    QVERIFY(undercut.place && surface.distance(*undercut.place) < 1);
    QVERIFY(bone.distance(*undercut.place) < 2);
    shell.taperDeg = 4;
    const Undercut none = undercutAlong(shell.make().mesh, SurfaceDistance(shell.bone(0.2)),
                                        normalized(shell.outward));
    QVERIFY(none.areaMm2 == 0 && !none.place);
  }

  void sweepAgreesWithSteps() {
    std::mt19937 random(5);
    const auto between = [&](double low, double high) {
      return low + (high - low) * double(random() % 10000) / 10000;
    };
    int stopped = 0, grazed = 0;
    for (int round = 0; round < 100; ++round) {
      const TriangleMesh part =
          round % 2 ? shapes::ball({0, 0, 0}, between(3, 5), 8)
                    : shapes::box({-3, -3, -1.5}, {between(2, 5), between(2, 5), 1.5});
      const Vec3 direction = normalized({between(-1, 1), between(-1, 1), between(-1, 1) + 0.01});
      // An obstacle on the way, beside it or behind.
      const Vec3 center =
          -direction * between(-4, 25) + Vec3{between(-7, 7), between(-7, 7), between(-7, 7)};
      const TriangleMesh obstacle =
          round % 3 ? shapes::ball(center, between(1.5, 4), 7)
                    : shapes::box(center - Vec3{2, 1.2, 3}, center + Vec3{2, 1.2, 3});
      const SweptCheck check = sweptCheck(part, obstacle, direction);
      const BruteSweep brute(part, obstacle, -direction);
      // The points are 0.5 mm apart: they may miss what is nearer than that to passing by.
      const QString what = QStringLiteral("%1: %2 mm, in steps %3 mm")
                               .arg(round)
                               .arg(check.stoppedMm)
                               .arg(brute.stoppedMm);
      QVERIFY2(check.stoppedMm > brute.stoppedMm - 0.3, qPrintable(what));
      if (brute.stoppedMm > 0) QVERIFY2(check.stoppedMm < brute.stoppedMm + 2.5, qPrintable(what));
      grazed += check.place && brute.stoppedMm == 0;
      if (check.place) {
        ++stopped;
        QVERIFY(SurfaceDistance(obstacle).distance(*check.place) < 0.05);
      }
      QCOMPARE(check.place.has_value(), check.stoppedMm > 0);
    }
    qInfo("%d of 100 are stopped, %d of them grazed", stopped, grazed);
    QVERIFY(grazed <= 3);
    QVERIFY(stopped > 25 && stopped < 75);
  }

  void aFittingImplantGoesIn() {
    const ShellImplant shell;
    const Implant implant = shell.make();
    QVERIFY(!sweptCheck(implant.mesh, shell.bone(0.3), implant.insertion).place);
    // From the inside it does not.
    const SweptCheck back = sweptCheck(implant.mesh, shell.bone(0.3), -implant.insertion);
    QVERIFY(back.stoppedMm > 50);
  }

  void leaningIsUndone() {
    for (const Vec3& outward : {Vec3{0, 0, 1}, normalized(Vec3{1, 2, 0.3}), Vec3{0, -1, 0}})
      for (const Lean lean : {Lean{0, 0}, Lean{10, 0}, Lean{-5, 20}}) {
        const Lean back = leanOf(outward, leaned(outward, lean));
        QVERIFY(std::abs(back.upDeg - lean.upDeg) < 1e-9);
        QVERIFY(std::abs(back.sideDeg - lean.sideDeg) < 1e-9);
      }
    // In front of the face, up is up and left is the patient's left.
    QVERIFY(leaned({0, -1, 0}, {10, 0}).z > 0.1);
  }

  void theChosenDirectionIsTaken() {
    ImplantSettings settings;
    settings.insertions = {{2, {0, 0, -3}}};
    QVERIFY(!chosenOutward(settings, 0, {0, 0, 1}));
    QVERIFY(chosenOutward(settings, 1, normalized({0, 0.5, 1})) == (Vec3{0, 0, 1}));
    QVERIFY_THROWS_EXCEPTION(Error, chosenOutward(settings, 1, {0, 0, -1}));
  }

  void depthsTellWhatATaperMustTakeOff() {
    // Straight out of a hole that leans: on the wall that leans over, h below the edge of the bone
    // lies h · tan behind it.
    const LeaningHole hole(10);
    const SurfaceDistance plate(hole.plate);
    const Vec3 out{0, 0, 1};
    const auto depths = undercutDepths(hole.plug, plate, out);
    QCOMPARE(depths.size(), hole.plug.vertices.size());
    float deepest = 0;
    for (const float depth : depths)
      if (!std::isnan(depth)) deepest = std::max(deepest, depth);
    QVERIFY2(std::abs(deepest - 8 * std::tan(10 * std::numbers::pi / 180)) < 0.5,
             qPrintable(QString::number(deepest)));
    for (const float depth : undercutDepths(hole.plug, plate, hole.wayOut))
      QVERIFY(std::isnan(depth));
  }
  void draggedDirectionsStayWithinTheLimit() {
    const Vec3 mean = normalized({0.3, -0.5, 0.8});
    const Vec3 side = normalized(cross(mean, {0, 0, 1}));
    for (double deg = 0; deg < 180; deg += 7) {
      const Vec3 wanted = turned(mean, side, deg), kept = withinLimit(wanted, mean);
      QVERIFY(degreesBetween(kept, mean) <= insertionLimitDeg);
      if (deg < insertionLimitDeg - 1) QVERIFY(degreesBetween(kept, wanted) < 1e-6);
      ImplantSettings settings;
      chooseInsertion(settings, 0, -kept);
      QVERIFY(chosenOutward(settings, 0, mean).has_value());  // throws beyond the limit
    }
    QVERIFY(std::abs(degreesBetween(withinLimit(-mean, mean), mean) - insertionLimitDeg) < 0.1);
  }
  void aChoiceTakesThePlaceOfTheOneBefore() {
    ImplantSettings settings;
    chooseInsertion(settings, 1, Vec3{0, 0, -1});
    chooseInsertion(settings, 0, Vec3{0, -1, 0});
    chooseInsertion(settings, 1, Vec3{1, 0, 0});
    QCOMPARE(settings.insertions.size(), std::size_t(2));
    QVERIFY(*chosenOutward(settings, 1, {-1, 0, 0}) == Vec3(-1, 0, 0));
    chooseInsertion(settings, 0, std::nullopt);
    QVERIFY(!chosenOutward(settings, 0, {0, 1, 0}));
  }
};

BREGMA_TEST(InsertionTest, QCoreApplication);
#include "insertion_test.moc"
