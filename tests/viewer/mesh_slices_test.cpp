#include "viewer/mesh_slices.hpp"

#include <QCoreApplication>
#include <QTest>
#include <array>
#include <map>

#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

namespace {

double lengthOf(const std::vector<MeshSlices::Segment>& segments) {
  double sum = 0;
  for (const auto& s : segments) sum += length(s.to - s.from);
  return sum;
}

}  // namespace

class MeshSlicesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void cutsABallInCircles() {
    const auto ball = std::make_shared<TriangleMesh>(shapes::ball({3, -7, 11}, 40, 60));
    const Vec3 center{3, -7, 11};
    for (int axis = 0; axis < 3; ++axis) {
      const MeshSlices slices(ball, axis);
      for (const double off : {-39.0, -20.5, 0.013, 10.0, 39.5}) {
        const auto segments = slices.cut(center[axis] + off);
        const double radius = std::sqrt(40 * 40 - off * off);
        QVERIFY(std::abs(lengthOf(segments) / (2 * std::numbers::pi * radius) - 1) < 0.02);
        for (const auto& s : segments) QVERIFY(std::abs(s.from[axis] - center[axis] - off) < 1e-9);
      }
      QVERIFY(slices.cut(center[axis] + 41).empty());
      QVERIFY(slices.cut(center[axis] - 1000).empty());
    }
  }
  void goesRound() {
    const auto ball = std::make_shared<TriangleMesh>(shapes::ball({3, -7, 11}, 40, 60));
    for (int axis = 0; axis < 3; ++axis) {
      const auto segments = MeshSlices(ball, axis).cut(12.34);
      std::map<std::array<double, 3>, int> balance;
      for (const auto& s : segments) {
        ++balance[{s.from.x, s.from.y, s.from.z}];
        --balance[{s.to.x, s.to.y, s.to.z}];
      }
      QCOMPARE(balance.size(), segments.size());
      for (const auto& [place, sum] : balance) QCOMPARE(sum, 0);
    }
  }
  void closesTheCurveThroughVertices() {
    const auto ball = std::make_shared<TriangleMesh>(shapes::ball({}, 10, 8));
    // The equator of this ball runs through vertices.
    QVERIFY(std::abs(lengthOf(MeshSlices(ball, 2).cut(0)) - 62.4) < 0.5);
  }
  void takesNothing() {
    QVERIFY(MeshSlices(nullptr, 0).cut(0).empty());
    QVERIFY(MeshSlices(std::make_shared<TriangleMesh>(), 0).cut(0).empty());
    const auto ball = std::make_shared<TriangleMesh>(shapes::ball({}, 10, 8));
    QVERIFY(MeshSlices(ball, 0).cut(std::nan("")).empty());
  }
};

BREGMA_TEST(MeshSlicesTest, QCoreApplication);
#include "mesh_slices_test.moc"
