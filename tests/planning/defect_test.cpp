#include "planning/defect.hpp"

#include <QCoreApplication>
#include <QTest>
#include <numbers>

#include "phantom_case.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

PhantomSettings frontalHole(double fromVertexDeg) {
  const double polar = fromVertexDeg * std::numbers::pi / 180;
  PhantomSettings settings;
  settings.holeAxis = {0, -std::sin(polar), std::cos(polar)};
  return settings;
}

std::optional<Finding> leavesVault(const Defects& defects) {
  for (const Finding& f : defects.findings)
    if (f.code == FindingCode::DefectLeavesVault) return f;
  return {};
}

}  // namespace

class DefectTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void holeIsFoundWhereTheFormulaHasIt() {
    const PhantomCase c;
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    QCOMPARE(defects.regions.size(), std::size_t(1));
    const DefectRegion& region = defects.regions[0];
    const Vec3& s = c.settings.semiAxes;
    const Vec3 axis = normalized(c.settings.holeAxis);
    const Vec3 center = c.settings.center + Vec3{axis.x * s.x, axis.y * s.y, axis.z * s.z};
    QVERIFY(length(region.center - center) < 3);
    QVERIFY(region.side == Side::Left);
    QVERIFY(defects.fields.outer.size() == defects.fields.chart.count());
    // The rim lies on the outer edge of the cone: on both surfaces of the formula.
    for (const Vec3& p : region.rim) {
      const auto d = phantomDistance(c.settings, p);
      QVERIFY2(std::abs(d.outer) < 1.5 && std::abs(d.hole) < 3,
               qPrintable(QString("%1 %2").arg(d.outer).arg(d.hole)));
    }
    // A cap of the ellipsoid, by its mean scale.
    const double beta = c.settings.holeHalfAngleDeg * std::numbers::pi / 180;
    QVERIFY(std::abs(region.largestDiameterMm - 2 * std::sin(beta) * 83) < 6);
    const Vec3 normal = normalized(Vec3{axis.x / s.x, axis.y / s.y, axis.z / s.z});
    QVERIFY(degreesBetween(region.outward, normal) < 5);
  }

  void rightSideIsRight() {
    PhantomSettings settings;
    settings.holeAxis.x = -settings.holeAxis.x;
    const PhantomCase c(settings);
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    QVERIFY(defects.regions.at(0).side == Side::Right);
    QVERIFY(defects.regions[0].center.x < c.settings.center.x - 20);
  }

  void midlineHoleCrosses() {
    PhantomSettings settings;
    settings.holeAxis = {0, -0.7, 0.7};
    const PhantomCase c(settings);
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    QVERIFY(defects.regions.at(0).side == Side::Midline);
    QVERIFY(std::ranges::any_of(defects.findings, [](const Finding& f) {
      return f.code == FindingCode::DefectCrossesMidline;
    }));
  }

  // Below 83° from the vertex a frontal opening has no healthy opposite side to tell it by.
  void aFrontalHoleIsFoundDownToTheBrows() {
    const PhantomCase c(frontalHole(70));
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    QCOMPARE(defects.regions.size(), std::size_t(1));
    for (const Vec3& p : defects.regions[0].rim) {
      const auto d = phantomDistance(c.settings, p);
      QVERIFY2(std::abs(d.outer) < 1.5 && std::abs(d.hole) < 3,
               qPrintable(QString("%1 %2").arg(d.outer).arg(d.hole)));
    }
    QVERIFY(!leavesVault(defects));
  }

  void aHoleThatRunsIntoTheFaceSaysSo() {
    const PhantomCase c(frontalHole(95));
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    const auto finding = leavesVault(defects);
    QVERIFY(finding);
    const double percent = std::get<double>(finding->args[0]);
    QVERIFY2(percent > 10 && percent < 50, qPrintable(QString::number(percent)));
    const auto d = phantomDistance(c.settings, *finding->place);
    QVERIFY(d.hole < 0 && std::abs(d.outer) < 8);  // in the opening, where bone should be
    QVERIFY(finding->place->z < c.settings.center.z);
  }

  void intactSkullHasNone() {
    PhantomSettings settings;
    settings.hole = false;
    const PhantomCase c(settings);
    try {
      findDefects(c.scan, c.bone, c.frame, {});
      QFAIL("found a defect in an intact skull");
    } catch (const Error& e) {
      QVERIFY(e.code == ErrorCode::NoDefect);
    }
  }

  void strokesMarkAndUnmark() {
    PhantomSettings settings;
    settings.hole = false;
    const PhantomCase c(settings);
    const Vec3 spot = c.settings.center + Vec3{0, 0, c.settings.semiAxes.z};
    DefectSettings marked;
    marked.strokes = {{spot, 20, true}};
    const Defects defects = findDefects(c.scan, c.bone, c.frame, marked);
    QCOMPARE(defects.regions.size(), std::size_t(1));
    QVERIFY(std::abs(defects.regions[0].areaMm2 - std::numbers::pi * 400) < 200);
    QVERIFY(length(defects.regions[0].center - spot) < 3);
    marked.strokes.push_back({spot, 40, false});
    QVERIFY_THROWS_EXCEPTION(Error, findDefects(c.scan, c.bone, c.frame, marked));
  }
};

BREGMA_TEST(DefectTest, QCoreApplication);
#include "defect_test.moc"
