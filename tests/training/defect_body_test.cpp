#include "training/defect_body.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

namespace {

constexpr double shellMm = 80;

Vec3 directionOf(double polar, double azimuth) {
  return {std::sin(polar) * std::cos(azimuth), std::sin(polar) * std::sin(azimuth),
          std::cos(polar)};
}

}  // namespace

class DefectBodyTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aBallIsExact() {
    const DefectBody ball({{{10, 0, 0}, Mat3{}, {5, 5, 5}, false}}, {}, 0);
    QVERIFY(std::abs(ball.at({18, 0, 0}) - 3) < 1e-9);
    QVERIFY(std::abs(ball.at({10, 4, 0}) + 1) < 1e-9);
    QVERIFY(ball.at({10, 0, 0}) < -4);
  }
  void aCylinderEndsFlat() {
    const DefectBody tube({{{0, 0, 0}, Mat3{}, {5, 5, 20}, true}}, {}, 0);
    QVERIFY(std::abs(tube.at({0, 0, 22}) - 2) < 1e-9);
    QVERIFY(std::abs(tube.at({7, 0, 3}) - 2) < 1e-6);
    QVERIFY(tube.at({0, 4, 19}) < 0);
  }
  void everyKindGoesThroughBothTables() {
    for (const MaskKind kind : allMaskKinds)
      for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Random random(seed, std::uint64_t(kind));
        const Vec3 normal = directionOf(1.3 * random.unit(), 6.28 * random.unit());
        const double radius = random.between(15, 60);
        const DefectBody body = publishedBody(kind, normal * shellMm, normal, radius, random);
        for (double r = shellMm - 5; r <= shellMm + 5; r += 1) QVERIFY(body.at(normal * r) < 0);
        QVERIFY(body.at(-normal * shellMm) > 0);
      }
  }
  void theBoxHoldsAllOfIt() {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
      Random random(seed);
      const Vec3 normal = directionOf(1.2 * random.unit(), 6.28 * random.unit());
      const DefectBody body = irregularBody(normal * shellMm, normal, 28, random);
      const Box box = body.box();
      for (int i = 0; i < 3000; ++i) {
        const Vec3 p{random.between(-150, 150), random.between(-150, 150),
                     random.between(-150, 150)};
        const bool out = p.x < box.low.x || p.y < box.low.y || p.z < box.low.z ||
                         p.x > box.high.x || p.y > box.high.y || p.z > box.high.z;
        QVERIFY(!out || body.at(p) > 0);
      }
    }
  }
  void theSameSeedGivesTheSameBody() {
    Random a(3), b(3), c(4);
    const Vec3 normal{0, 0, 1}, center{0, 0, shellMm}, p{20, 9, 70};
    const double value = irregularBody(center, normal, 28, a).at(p);
    QCOMPARE(irregularBody(center, normal, 28, b).at(p), value);
    QVERIFY(irregularBody(center, normal, 28, c).at(p) != value);
  }
  void kindsDiffer() {
    // A cylinder stands upright: its hole in the side of a head is as wide at each height.
    Random random(5);
    const Vec3 normal{1, 0, 0};
    const DefectBody tube = publishedBody(MaskKind::Cylinder, normal * shellMm, normal, 30, random);
    QVERIFY(tube.at({shellMm, 29, 0}) < 0 && tube.at({shellMm, 29, 15}) < 0);
    QVERIFY(tube.at({shellMm, 31, 0}) > 0);
    const DefectBody round =
        publishedBody(MaskKind::SymmetricalEllipsoid, normal * shellMm, normal, 30, random);
    QVERIFY(std::abs(round.at({shellMm, 21, 21}) - round.at({shellMm, -21, 21})) < 1e-9);
    QVERIFY(round.at({shellMm, 29, 0}) < 0 && round.at({shellMm, 29, 15}) > 0);
  }
  void twoBodiesAreBoth() {
    const DefectBody a({{{50, 0, 0}, Mat3{}, {5, 5, 5}, false}}, {}, 0);
    const DefectBody both = a.with(DefectBody({{{-50, 0, 0}, Mat3{}, {5, 5, 5}, false}}, {}, 0));
    QVERIFY(both.at({50, 0, 0}) < 0 && both.at({-50, 0, 0}) < 0 && both.at({0, 0, 0}) > 0);
    QVERIFY(both.box().low.x <= -55 && both.box().high.x >= 55);
  }
};

BREGMA_TEST(DefectBodyTest, QCoreApplication);
#include "defect_body_test.moc"
