#include "viewer/camera_pose.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

namespace {

bool same(const CameraPose& a, const CameraPose& b) {
  return length(a.gaze.direction - b.gaze.direction) < 1e-6 &&
         length(a.gaze.up - b.gaze.up) < 1e-6 && length(a.focus - b.focus) < 1e-6 &&
         std::abs(a.halfHeightMm - b.halfHeightMm) < 1e-6;
}

}  // namespace

class CameraPoseTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void endsWhereItShould() {
    for (const View from : allViews)
      for (const View to : allViews) {
        const CameraPose a{gazeOf(from), {1, 2, 3}, 120}, b{gazeOf(to), {-40, 5, 60}, 30};
        QVERIFY2(same(between(a, b, 0), a), nameOf(from));
        QVERIFY2(same(between(a, b, 1), b), nameOf(to));
      }
  }
  void staysACameraOnTheWay() {
    const CameraPose a{gazeOf(View::Front), {}, 100}, b{gazeOf(View::Back), {10, 0, 0}, 25};
    for (double share = 0; share <= 1; share += 0.1) {
      const CameraPose pose = between(a, b, share);
      QVERIFY(std::abs(length(pose.gaze.direction) - 1) < 1e-9);
      QVERIFY(std::abs(dot(pose.gaze.direction, pose.gaze.up)) < 1e-9);
      QVERIFY(pose.gaze.up.z > 0.99);  // half around the head, not over it
    }
    QVERIFY(std::abs(between(a, b, 0.5).halfHeightMm - 50) < 1e-9);  // by the same factor each step
  }
};

BREGMA_TEST(CameraPoseTest, QCoreApplication);
#include "camera_pose_test.moc"
