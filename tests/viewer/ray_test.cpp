#include "viewer/ray.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

class RayTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void findsTheNearSide() {
    const auto ball = makeDisplayMesh(shapes::ball({10, 0, 0}, 30, 60));
    for (const Vec3& towards : {Vec3{1, 0, 0}, Vec3{0, -1, 0}, normalized({1, 2, -3})}) {
      const auto hit = distanceAlongRay(ball->fine, Vec3{10, 0, 0} - towards * 100, towards);
      QVERIFY(hit && std::abs(*hit - 70) < 0.1);
    }
  }
  void missesWhatIsBesideOrBehind() {
    const auto ball = makeDisplayMesh(shapes::ball({}, 30, 24));
    QVERIFY(!distanceAlongRay(ball->fine, {-100, 31, 0}, {1, 0, 0}));
    QVERIFY(!distanceAlongRay(ball->fine, {100, 0, 0}, {1, 0, 0}));
    QVERIFY(!distanceAlongRay({}, {0, 0, 0}, {1, 0, 0}));
  }
};

BREGMA_TEST(RayTest, QCoreApplication);
#include "ray_test.moc"
