#include "planning/bone_islands.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <numbers>

#include "planning/mesh_check.hpp"
#include "planning/surface_distance.hpp"
#include "tests/planning/phantom_case.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

/// The middle of the phantom's opening, between its tables.
Vec3 middleOf(const PhantomSettings& s) {
  const double scale = (1 + s.innerScale) / 2 / length(s.holeAxis);
  return s.center + Vec3{s.holeAxis.x * s.semiAxes.x, s.holeAxis.y * s.semiAxes.y,
                         s.holeAxis.z * s.semiAxes.z} *
                        scale;
}

/// Puts a ball of bone there; its surface is sharp to a fraction of a voxel.
void addBall(PhantomCase& c, const Vec3& center, double radiusMm) {
  const Geometry& g = c.scan.ct.geometry();
  std::vector<std::int16_t> hu(c.scan.ct.voxels().begin(), c.scan.ct.voxels().end());
  for (int k = 0; k < g.size[2]; ++k)
    for (int j = 0; j < g.size[1]; ++j)
      for (int i = 0; i < g.size[0]; ++i) {
        const double inside = radiusMm - length(g.toPatient(i, j, k) - center);
        if (inside > -1)
          hu[g.index(i, j, k)] = std::int16_t(std::clamp(226 + 800 * inside, 0.0, 1200.0));
      }
  c.scan.ct = CtVolume(g, std::move(hu));
}

}  // namespace

class BoneIslandsTest : public QObject {
  Q_OBJECT
  static constexpr double radiusMm_ = 5;
  PhantomCase with_;
  Vec3 middle_;

 private Q_SLOTS:
  void initTestCase() {
    middle_ = middleOf(with_.settings);
    addBall(with_, middle_, radiusMm_);
    addBall(with_, middle_ + Vec3{12, 0, 0}, 1.2);  // a crumb
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
