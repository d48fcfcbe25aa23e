#include "ui/stroke_balls.hpp"

#include <QCoreApplication>
#include <QTest>
#include <numbers>

#include "tests/room.hpp"

using namespace bregma;

class StrokeBallsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void eachStrokeIsAClosedBall() {
    const std::vector<Stroke> strokes{
        {{10, 0, 0}, 5, true}, {{0, 40, 0}, 8, false}, {{-30, 0, 0}, 5, true}};
    const TriangleMesh adds = strokeBalls(strokes, true), takes = strokeBalls(strokes, false);
    const auto ball = [](double radius) { return 4 * std::numbers::pi / 3 * std::pow(radius, 3); };
    QVERIFY(std::abs(volumeMm3(adds) / (2 * ball(5)) - 1) < 0.15);  // outward, few triangles
    QVERIFY(std::abs(volumeMm3(takes) / ball(8) - 1) < 0.15);
    const Box box = boundingBox(adds);
    QVERIFY(std::abs(box.low.x + 35) < 0.5 && std::abs(box.high.x - 15) < 0.5);
    for (const Vec3& v : takes.vertices) QVERIFY(std::abs(length(v - Vec3{0, 40, 0}) - 8) < 1e-9);
    QVERIFY(strokeBalls({}, true).empty());
  }
};

BREGMA_TEST(StrokeBallsTest, QCoreApplication);
#include "stroke_balls_test.moc"
