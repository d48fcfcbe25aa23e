#include "planning/rim_silhouette.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>

#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

class RimSilhouetteTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void frameLiesAlongTheSides() {
    // 60 × 20 × 8 mm, turned about an odd axis; pulled along what was its z.
    const Mat3 turn = rotation(normalized(Vec3{1, 2, -1}), 0.7);
    TriangleMesh box = shapes::box({-30, -10, -4}, {30, 10, 4});
    for (Vec3& v : box.vertices) v = turn * v + Vec3{5, -60, 40};
    const PullFrame frame = pullFrame(box, turn * Vec3{0, 0, 1});
    QVERIFY(length(frame.center - Vec3{5, -60, 40}) < 1e-6);
    const Box sides = boundingBox(inPullFrame(box, frame));
    const Vec3 size = sides.high - sides.low;
    QVERIFY(std::abs(size.z - 8) < 1e-6);
    const double longer = std::max(size.x, size.y), shorter = std::min(size.x, size.y);
    const double aDegree = 0.0175;  // so far off may the frame be turned
    QVERIFY2(longer < 60 + 20 * aDegree, QByteArray::number(longer));
    QVERIFY2(shorter < 20 + 60 * aDegree, QByteArray::number(shorter));
    const TriangleMesh back = inPatientFrame(inPullFrame(box, frame), frame);
    for (std::size_t i = 0; i < box.vertices.size(); ++i)
      QVERIFY(length(back.vertices[i] - box.vertices[i]) < 1e-4);
  }

  void isTheEquatorOfABall() {
    const TriangleMesh ball = shapes::ball({3, -2, 1}, 20, 60);
    const auto rim = rimSilhouette(ball, SurfaceDistance(ball));
    QVERIFY(rim.size() > 150 && rim.size() < 300);
    double turned = 0;
    for (std::size_t i = 0; i < rim.size(); ++i) {
      const RimPoint& a = rim[i];
      const RimPoint& b = rim[(i + 1) % rim.size()];
      const Vec3 from = a.place - Vec3{3, -2, 1};
      const double radius = std::hypot(from.x, from.y);
      QVERIFY2(std::abs(radius - 20) < 0.15, QByteArray::number(radius));
      QVERIFY2(std::abs(from.z) < 2.5, QByteArray::number(from.z));
      QVERIFY((from.x * a.normalX + from.y * a.normalY) / radius > 0.99);
      QVERIFY(std::abs(std::hypot(a.normalX, a.normalY) - 1) < 1e-6);
      QVERIFY(length(b.place - a.place) < 1.5);
      turned += (a.place.x - 3) * (b.place.y + 2) - (a.place.y + 2) * (b.place.x - 3);
    }
    QVERIFY(std::abs(turned / 2 / (400 * 3.14159265) - 1) < 0.02);  // counter-clockwise
  }
};

BREGMA_TEST(RimSilhouetteTest, QCoreApplication);
#include "rim_silhouette_test.moc"
