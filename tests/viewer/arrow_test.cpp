#include "viewer/arrow.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

class ArrowTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theBallComesToThePixel() {
    const Arrow arrow{{5, 6, 7}, {0, 0, 1}, 45};
    const Vec3 along{0, 1, 0};  // from in front, looking to posterior
    for (const Vec3& aside : {Vec3{0, 0, 0}, {20, 0, 10}, {-30, 0, 25}}) {
      Arrow dragged = arrow;
      dragged.outward = draggedOutward(arrow, arrow.seat + aside - along * 3000, along);
      QVERIFY(std::abs(length(dragged.outward) - 1) < 1e-9);
      const Vec3 off = dragged.handle() - arrow.seat - aside;
      QVERIFY(length(off - along * dot(off, along)) < 1e-6);  // on the pixel's ray
      QVERIFY(dot(dragged.outward, along) <= 0);              // on the side of the eye
    }
  }
  void beyondTheSphereItLiesAcross() {
    const Arrow arrow{{}, {0, 0, 1}, 45};
    QVERIFY(length(draggedOutward(arrow, {80, -3000, 60}, {0, 1, 0}) - Vec3{0.8, 0, 0.6}) < 1e-9);
  }
};

BREGMA_TEST(ArrowTest, QCoreApplication);
#include "arrow_test.moc"
