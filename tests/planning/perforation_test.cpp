#include "planning/perforation.hpp"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>

#include "planning/mesh_boolean.hpp"
#include "planning/mesh_check.hpp"
#include "planning/surface_distance.hpp"
#include "tests/planning/curved_plate.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

namespace {

struct Plate : shapes::CurvedPlate {
  using CurvedPlate::CurvedPlate;
  std::vector<HoleSeat> holes(const ImplantSettings& settings = {}) const {
    const Box box = boundingBox(implant.mesh);
    return holePattern(side(), (box.low + box.high) / 2, outward, settings);
  }
};

/// Diameter at mid-depth, from rays to all sides.
double diameterOf(const SurfaceDistance& part, const HoleSeat& hole, double depthMm,
                  double& worst) {
  const Vec3 middle = hole.place - hole.outward * (depthMm / 2);
  const Vec3 u = normalized(cross(hole.outward, {0.3, 0.5, 0.8})), v = cross(hole.outward, u);
  double sum = 0;
  constexpr int rays = 90;
  std::vector<double> reach;
  for (int i = 0; i < rays; ++i) {
    const double turn = 2 * std::numbers::pi * i / rays;
    const auto hit = part.ray(middle, u * std::cos(turn) + v * std::sin(turn));
    reach.push_back(hit ? hit->distance : 1e9);
  }
  for (int i = 0; i < rays / 2; ++i) {
    const double d = reach[i] + reach[i + rays / 2];
    sum += d;
    worst = std::max(worst, std::abs(d - 2));
  }
  return sum / (rays / 2);
}

}  // namespace

class PerforationTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void neighborsAreASpacingApart_data() {
    QTest::addColumn<double>("outerRadius");
    QTest::newRow("nearly flat") << 500.0;
    QTest::newRow("head") << 75.0;
  }
  void neighborsAreASpacingApart() {
    QFETCH(double, outerRadius);
    const Plate plate(outerRadius);
    const auto holes = plate.holes();
    double least = 1e9, most = 0;
    for (const HoleSeat& a : holes) {
      double nearest = 1e9;
      for (const HoleSeat& b : holes)
        if (&a != &b) nearest = std::min(nearest, length(a.place - b.place));
      least = std::min(least, nearest);
      most = std::max(most, nearest);
    }
    qInfo("%zu holes, neighbors %.2f to %.2f mm apart", holes.size(), least, most);
    const double share = outerRadius > 100 ? 0.01 : 0.05;
    QVERIFY(least > 15 * (1 - share) && most < 15 * (1 + share));
    // Those of a hexagonal lattice whose middles lie in the disk that is left: 90 mm less 2 × 9 mm.
    int expected = 0;
    for (int i = -9; i <= 9; ++i)
      for (int j = -9; j <= 9; ++j) expected += 15 * std::hypot(i + 0.5 * j, 0.8660254 * j) < 36;
    QVERIFY2(std::abs(int(holes.size()) - expected) <= (outerRadius > 100 ? 0 : 6),
             qPrintable(QString::number(expected)));
  }

  void holesKeepAwayFromTheRim() {
    const Plate plate;
    for (const double rim : {4.0, 8.0, 15.0}) {
      const auto holes = plate.holes({.holeRimMm = rim});
      QVERIFY(!holes.empty());
      for (const HoleSeat& hole : holes) {
        const Vec3 local = hole.place - plate.shell.apex;
        const double fromAxis = length(local - plate.outward * dot(local, plate.outward));
        const auto height = [](double r) { return std::sqrt(75.0 * 75 - r * r); };
        const double toRim = std::hypot(45 - fromAxis, height(45) - height(fromAxis));
        QVERIFY(toRim - 1 > rim - 0.2);
        QVERIFY(std::abs(hole.toRimMm - (toRim - 1)) < 0.2);
      }
    }
    QVERIFY(plate.holes({.holeRimMm = 48}).empty());
  }

  void holesAreAsWideAsSet() {
    const Plate plate;
    const auto holes = plate.holes();
    QElapsedTimer timer;
    timer.start();
    const TriangleMesh cut = perforated(plate.implant.mesh, holes);
    qInfo("%zu triangles, %zu holes: %lld ms", plate.implant.mesh.triangles.size(), holes.size(),
          timer.elapsed());
    QVERIFY(checkMesh(cut).printable());
    QCOMPARE(tunnelsThrough(plate.implant.mesh), 0);
    QCOMPARE(tunnelsThrough(cut), int(holes.size()));
    const SurfaceDistance part(cut);
    double worst = 0;
    for (const HoleSeat& hole : holes) {
      const double diameter = diameterOf(part, hole, plate.shell.thickness, worst);
      QVERIFY2(std::abs(diameter - 2) < 0.02, qPrintable(QString::number(diameter)));
    }
    QVERIFY2(worst < 0.1, qPrintable(QString::number(worst)));
    const double gone = volumeMm3(plate.implant.mesh) - volumeMm3(cut);
    const double expected = double(holes.size()) * std::numbers::pi * 5;
    QVERIFY2(std::abs(gone / expected - 1) < 0.03, qPrintable(QString::number(gone / expected)));
  }

  void placedHolesLieWhereTheyWerePut() {
    const Plate plate;
    const OuterSide side = plate.side();
    const Vec3 goal = plate.shell.apex + normalized(cross(plate.outward, {0, 0, 1})) * 20;
    const auto hole = placedHole(side, {goal, 3.5});
    QVERIFY(hole && hole->radiusMm == 1.75);
    QVERIFY(std::abs(length(hole->place - plate.frame.center) - 75) < 0.05);
    QVERIFY(dot(normalized(hole->place - plate.frame.center),
                normalized(goal - plate.frame.center)) > 0.9999);
    const TriangleMesh cut = perforated(plate.implant.mesh, {*hole});
    QVERIFY(checkMesh(cut).printable());
    QCOMPARE(tunnelsThrough(cut), 1);
    double worst = 0;
    QVERIFY(std::abs(diameterOf(SurfaceDistance(cut), *hole, 5, worst) - 3.5) < 0.1);
  }

  void holesOffTheImplantOrInItsRimAreNone() {
    const Plate plate;
    const OuterSide side = plate.side();
    QVERIFY(!placedHole(side, {plate.shell.apex + plate.outward * 11, 2}));
    const Vec3 across = normalized(cross(plate.outward, {0, 0, 1}));
    const auto at = [&](double mm) {
      return plate.shell.apex + across * mm - plate.outward * (75 - std::sqrt(75 * 75 - mm * mm));
    };
    QVERIFY(!placedHole(side, {at(43.5), 2}));
    const auto inside = placedHole(side, {at(40), 2});
    QVERIFY(inside && inside->toRimMm >= betweenHolesMm);
  }

  void neighborsThatWouldMeetClash() {
    const Plate plate;
    const OuterSide side = plate.side();
    const Vec3 across = normalized(cross(plate.outward, {0, 0, 1}));
    const HoleSeat middle = *holeAt(side, plate.shell.apex, 1);
    QVERIFY(holesClash(middle, *holeAt(side, plate.shell.apex + across * 3.3, 1)));
    // 3.6 mm apart outside, but on the inner side, 5 mm deeper, only 3.4 mm.
    QVERIFY(holesClash(middle, *holeAt(side, plate.shell.apex + across * 3.6, 1)));
    QVERIFY(!holesClash(middle, *holeAt(side, plate.shell.apex + across * 5, 1)));
  }

  void holesOfAThickPartMeetDeepInIt() {
    shapes::CurvedPlate plate(60, 30);
    plate.shell.thickness = 25;
    plate.implant = plate.shell.make();
    const OuterSide side = plate.side();
    const Vec3 across = normalized(cross(plate.outward, {0.2, 0.3, 0.9}));
    const auto middle = holeAt(side, plate.shell.apex, 1);
    const auto near = holeAt(side, side.nearest(plate.shell.apex + across * 5).place, 1);
    const auto far = holeAt(side, side.nearest(plate.shell.apex + across * 7).place, 1);
    QVERIFY(middle && near && far);
    QVERIFY(std::abs(middle->depthMm - 25) < 0.2);
    // 5 mm apart on the outer side they are 2.9 mm apart on the inner one.
    QVERIFY(holesClash(*middle, *near) && !holesClash(*middle, *far));
    const TriangleMesh part = perforated(plate.implant.mesh, {*middle, *far});
    QVERIFY(checkMesh(part).printable());
    QCOMPARE(tunnelsThrough(part), 2);
  }

  void aBoreGoesInOnceAndOutOnce() {
    shapes::CurvedPlate folded;
    const TriangleMesh sheet = folded.implant.mesh;
    const auto below = [&](double mm) {
      TriangleMesh other = sheet;
      for (Vec3& v : other.vertices) v = v - folded.outward * mm;
      folded.implant.mesh = sheet;
      append(folded.implant.mesh, other);
      return holeAt(folded.side(), folded.shell.apex, 1);
    };
    QVERIFY(!below(5 + 2));  // the drill would come out in the second sheet
    QVERIFY(below(5 + 12));
  }

  void tunnelsAreCounted() {
    QCOMPARE(tunnelsThrough(shapes::ball({}, 10, 12)), 0);
    QCOMPARE(tunnelsThrough(shapes::box({0, 0, 0}, {1, 1, 1})), 0);
  }

  void twoRunsGiveTheSameMesh() {
    const Plate plate;
    const TriangleMesh a = perforated(plate.implant.mesh, plate.holes({.holeDiameterMm = 2.5}));
    const TriangleMesh b = perforated(plate.implant.mesh, plate.holes({.holeDiameterMm = 2.5}));
    QVERIFY(a.vertices == b.vertices && a.triangles == b.triangles);
  }
};

BREGMA_TEST(PerforationTest, QCoreApplication);
#include "perforation_test.moc"
