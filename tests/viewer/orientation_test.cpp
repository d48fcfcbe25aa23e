#include "viewer/orientation.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

class OrientationTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void showsThePatientsRightOnTheLeft() {
    for (const auto orientation : {Orientation::Axial, Orientation::Coronal})
      QCOMPARE(sideLetters(-gazeOf(orientation).right()), "R");
    QCOMPARE(sideLetters(-gazeOf(View::Front).right()), "R");
  }
  void putsTheRightSideUp() {
    QCOMPARE(sideLetters(gazeOf(Orientation::Axial).up), "A");
    QCOMPARE(sideLetters(gazeOf(Orientation::Coronal).up), "S");
    QCOMPARE(sideLetters(gazeOf(Orientation::Sagittal).up), "S");
    QCOMPARE(sideLetters(-gazeOf(Orientation::Sagittal).right()), "A");
  }
  void looksAtTheNamedSide() {
    const char* facing[]{"A", "P", "L", "R", "S", "I"};  // the side that turns to the eye
    for (const View view : allViews)
      QCOMPARE(sideLetters(-gazeOf(view).direction), facing[int(view)]);
  }
  void everyGazeIsSquare() {
    for (const View view : allViews) {
      const Gaze gaze = gazeOf(view);
      QCOMPARE(dot(gaze.direction, gaze.up), 0.0);
      QCOMPARE(length(gaze.right()), 1.0);
    }
    for (const Vec3& direction : {Vec3{0, 0, 1}, Vec3{0, 0, -2}, Vec3{1, 2, 3}, Vec3{0, 0, 0}}) {
      const Gaze gaze = gazeAlong(direction);
      QVERIFY(std::abs(dot(gaze.direction, gaze.up)) < 1e-12);
      QVERIFY(std::abs(length(gaze.right()) - 1) < 1e-12);
    }
  }
  void namesTheNearestAxisFirst() {
    QCOMPARE(sideLetters({0.3, -0.1, 0.9}), "SL");
    QCOMPARE(sideLetters({-1, 1.01, -0.99}), "PRI");
  }
};

BREGMA_TEST(OrientationTest, QCoreApplication);
#include "orientation_test.moc"
