#include "planning/bone_islands.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <numbers>

#include "planning/mesh_check.hpp"
#include "planning/surface_distance.hpp"
#include "tests/planning/loose_ball.hpp"
#include "tests/planning/phantom_case.hpp"
#include "tests/room.hpp"

using namespace bregma;

class BoneIslandsTest : public QObject {
  Q_OBJECT
  static constexpr double radiusMm_ = 5;
  PhantomCase with_;
  Vec3 middle_;

 private Q_SLOTS:
  void initTestCase() {
    middle_ = middleOf(with_.settings);
    const CtVolume ball = withBall(with_.scan.ct, middle_, radiusMm_);
    with_.scan.ct = withBall(ball, middle_ + Vec3{12, 0, 0}, 1.2);  // a crumb
  }

  void isFoundWhereItLies() {
    const Defects defects = findDefects(with_.scan, with_.bone, with_.frame, {});
    QCOMPARE(defects.islands.size(), 1u);
    const BoneIsland& island = defects.islands[0];
    QVERIFY(length(island.center - middle_) < 0.3);
    const double ball = 4 * std::numbers::pi / 3 * radiusMm_ * radiusMm_ * radiusMm_;
    QVERIFY2(std::abs(island.volumeMm3 / ball - 1) < 0.05,
             QByteArray::number(island.volumeMm3 / ball));
    const auto told = std::ranges::find(defects.findings, FindingCode::BoneIslands, &Finding::code);
    QVERIFY(told != defects.findings.end());
    QVERIFY(told->place == island.center);
    // Without it there is nothing to tell, and the opening is the same.
    const PhantomCase bare;
    const Defects none = findDefects(bare.scan, bare.bone, bare.frame, {});
    QVERIFY(none.islands.empty());
    QVERIFY(none.regions[0].opening == defects.regions[0].opening);
  }

  void joinsTheBone() {
    const Defects defects = findDefects(with_.scan, with_.bone, with_.frame, {});
    const Bone whole = withIslands(with_.scan, with_.bone, defects.islands);
    const TriangleMesh loose = islandSurface(with_.scan, with_.bone, defects.islands);
    QVERIFY(checkMesh(loose).closed);
    QCOMPARE(loose.triangles.size() + with_.bone.surface.triangles.size(),
             whole.surface.triangles.size());
    QVERIFY(checkMesh(whole.surface).closed);
    const double more = volumeMm3(whole.surface) - volumeMm3(with_.bone.surface);
    const double ball = 4 * std::numbers::pi / 3 * radiusMm_ * radiusMm_ * radiusMm_;
    QVERIFY2(std::abs(more / ball - 1) < 0.05, QByteArray::number(more / ball));
    const double least = SurfaceDistance(whole.surface).distance(middle_);
    QVERIFY2(std::abs(least - radiusMm_) < 0.3, QByteArray::number(least));
  }

  void theImplantLeavesItItsPlaceIfItIsKept() {
    const Defects defects = findDefects(with_.scan, with_.bone, with_.frame, {});
    const Vault vault = completeVault(with_.bone, defects, with_.frame, {});
    const auto made = [&](bool keep) {
      return makeImplants(with_.scan, with_.bone, with_.frame, defects, vault,
                          {.gapMm = 0.8, .keepIslands = keep})
          .parts.at(0);
    };
    const Implant over = made(false), around = made(true);
    QVERIFY(SurfaceDistance(over.mesh).inside(middle_));
    QVERIFY(checkMesh(around.mesh).printable());
    QCOMPARE(around.review.overlapMm3, 0.0);
    double least = 1e9;
    for (const Vec3& v : around.mesh.vertices)
      least = std::min(least, length(v - middle_) - radiusMm_);
    QVERIFY2(std::abs(least - 0.8) < 0.15, QByteArray::number(least));
    QVERIFY(over.review.volumeMm3 - around.review.volumeMm3 > 500);
  }
};

BREGMA_TEST(BoneIslandsTest, QCoreApplication);
#include "bone_islands_test.moc"
