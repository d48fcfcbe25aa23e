#include "planning/mesh_boolean.hpp"

#include <QCoreApplication>
#include <QTest>
#include <numbers>

#include "model/error.hpp"
#include "planning/mesh_check.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

namespace {

template <class Cut>
std::optional<ErrorCode> errorOf(Cut&& cut) {
  try {
    cut();
  } catch (const Error& error) {
    return error.code;
  }
  return std::nullopt;
}

bool near(double a, double b) { return std::abs(a - b) < 1e-6 * std::max(1.0, std::abs(b)); }

}  // namespace

class MeshBooleanTest : public QObject {
  Q_OBJECT
  const TriangleMesh a_ = shapes::box({0, 0, 0}, {10, 10, 10});
  const TriangleMesh b_ = shapes::box({4, 5.5, 6.25}, {20, 21, 22});
  const double common_ = 6 * 4.5 * 3.75;

 private Q_SLOTS:
  void volumesOfBoxes() {
    const TriangleMesh sum = united(a_, b_, "sum"), rest = minus(a_, b_, "rest"),
                       both = intersected(a_, b_, "both");
    for (const TriangleMesh* mesh : {&sum, &rest, &both}) QVERIFY(checkMesh(*mesh).printable());
    QVERIFY(near(volumeMm3(both), common_));
    QVERIFY(near(volumeMm3(rest), 1000 - common_));
    QVERIFY(near(volumeMm3(sum), 1000 + 16 * 15.5 * 15.75 - common_));
  }

  void aCavityStaysInside() {
    const TriangleMesh ball = shapes::ball({5, 5, 5}, 3, 30);
    const TriangleMesh hollow = minus(a_, ball, "hollow");
    const MeshCheck check = checkMesh(hollow);
    QVERIFY(check.closed && check.manifold && check.outward);
    QCOMPARE(check.components, 2u);
    QVERIFY(near(check.volumeMm3, 1000 - volumeMm3(ball)));
  }

  void chainsOfCuts() {
    TriangleMesh rest = shapes::ball({}, 20, 60);
    double least = volumeMm3(rest);
    for (int i = 0; i < 4; ++i) {
      rest = minus(rest, shapes::ball({18.3 * std::cos(i), 18.3 * std::sin(i), 3.1 * i}, 5, 24),
                   "bite");
      const MeshCheck check = checkMesh(rest);
      QVERIFY(check.closed && check.manifold && check.selfIntersections == 0);
      QVERIFY(check.volumeMm3 < least - 100);
      least = check.volumeMm3;
    }
  }

  void openInputIsRefused() {
    TriangleMesh open = a_;
    open.triangles.pop_back();
    QCOMPARE(errorOf([&] { minus(open, b_, "cut"); }), ErrorCode::MeshNotClosed);
    QCOMPARE(errorOf([&] { united(a_, {}, "cut"); }), ErrorCode::MeshNotClosed);
    TriangleMesh inward = a_;
    for (auto& t : inward.triangles) std::swap(t[0], t[1]);
    QCOMPARE(errorOf([&] { minus(inward, b_, "cut"); }), ErrorCode::MeshNotClosed);
  }

  void selfIntersectionIsRefused() {
    TriangleMesh crossing = shapes::welded(a_, shapes::moved(a_, {5.1, 5.2, 5.3}));
    QCOMPARE(errorOf([&] {
               minus(crossing, shapes::ball({8, 8, 8}, 3, 12), "cut");
             }),
             ErrorCode::BooleanFailed);
  }

  // Its sides lie within microns of the part's own, where places rounded to floats cross each
  // other.
  void aCutterAlongThePartsOwnFaces() {
    const Vec3 far{-47.03, 54.99, 265.43};
    const Vec3 along = normalized({18, -18.7, -6.1}), up = normalized({0.36, 0, 1.06}),
               across = cross(up, along);
    const auto placed = [&](TriangleMesh box, double tilt) {
      for (Vec3& v : box.vertices)
        v = far + along * v.x + across * v.y + up * (v.z + tilt * v.x - 0.3 * tilt * v.y);
      return box;
    };
    const TriangleMesh part = placed(shapes::box({0, 0, -8}, {26.6, 20, 0}), 0);
    int crossing = 0;
    for (int i = 0; i < 40; ++i) {
      const TriangleMesh cutter =
          placed(shapes::box({-1, 5, -2}, {24, 15, 4e-7 * (i - 20)}), 4e-8 * i);
      const TriangleMesh rest = carved(part, cutter, 0, "pocket");
      QVERIFY(checkMesh(rest).printable());
      try {
        crossing += checkMesh(minus(part, cutter, "pocket")).selfIntersections > 0;
      } catch (const Error&) {
        ++crossing;
      }
    }
    QVERIFY2(crossing > 0, "each could be cut as it lies");
  }

  void tunnelsAreKept() {
    const TriangleMesh rod = shapes::box({4, 4, -1}, {6, 6, 11});
    QCOMPARE(tunnelsThrough(carved(a_, rod, 1, "hole")), 1);
    QCOMPARE(errorOf([&] { carved(a_, rod, 0, "pocket"); }), ErrorCode::BooleanFailed);
  }

  void sameInputSameBytes() {
    const TriangleMesh one = minus(a_, b_, "cut"), two = minus(a_, b_, "cut");
    QVERIFY(one.vertices == two.vertices && one.triangles == two.triangles);
  }
};

BREGMA_TEST(MeshBooleanTest, QCoreApplication);
#include "mesh_boolean_test.moc"
