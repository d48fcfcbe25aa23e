#include "planning/implant_shape.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <memory>

#include "phantom_case.hpp"
#include "planning/implant_tables.hpp"
#include "planning/insertion.hpp"
#include "planning/surface_distance.hpp"
#include "planning/voxel_parts.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

struct ShapedPhantom : PhantomCase {
  ShapedPhantom()
      : field(scan.ct, bone.mask, bone.lowerHu),
        defects(findDefects(scan, bone, frame, {})),
        vault(completeVault(bone, defects, frame, {.method = VaultMethod::Spline})) {}
  DistanceVolume shaped(const ImplantSettings& s, const std::optional<WayOut>& way = {}) const {
    const ImplantTables tables = implantTables(defects, vault, 0, frame, s);
    return implantShape(bone, field, frame, ShellDistance(tables.fields, tables.outline), s, way);
  }
  double toBone(const Vec3& p) const { return phantomDistance(settings, p).bone(); }
  BoneField field;
  Defects defects;
  Vault vault;
};

// Every second voxel along each axis.
template <class Visit>
void someInside(const DistanceVolume& shape, const Visit& visit) {
  const Geometry& g = shape.geometry();
  for (int k = 0; k < g.size[2]; k += 2)
    for (int j = 0; j < g.size[1]; j += 2)
      for (int i = 0; i < g.size[0]; i += 2)
        if (shape.at(i, j, k) < 0) visit(g.toPatient(i, j, k));
}

double insideMm3(const DistanceVolume& shape) {
  const Vec3& s = shape.geometry().spacing;
  const auto inside = [](float value) { return value < 0; };
  return double(std::ranges::count_if(shape.voxels(), inside)) * s.x * s.y * s.z;
}

}  // namespace

class ImplantShapeTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ShapedPhantom> phantom_;

 private Q_SLOTS:
  void initTestCase() { phantom_ = std::make_unique<ShapedPhantom>(); }

  void leavesTheGapAndNoMore() {
    const SurfaceDistance bone(phantom_->bone.surface);
    for (const double gapMm : {0.3, 1.5}) {
      double least = 1e9;
      someInside(phantom_->shaped({.gapMm = gapMm}),
                 [&](const Vec3& p) { least = std::min(least, bone.nearest(p, 5).distance); });
      QVERIFY2(least > gapMm - 0.1 && least < gapMm + 0.3, qPrintable(QString::number(least)));
    }
  }
  void nothingOfItHasBoneOnTheWayOut() {
    const Vec3 outward = leaned(phantom_->defects.regions.at(0).outward, {35, 0});
    const auto blocked = [&](const DistanceVolume& shape) {
      double count = 0;
      someInside(shape, [&](const Vec3& p) {
        for (double mm = 0.5; mm < 12; mm += 0.5)
          if (phantom_->toBone(p + outward * mm) < 0) {
            ++count;
            break;
          }
      });
      return count;
    };
    const DistanceVolume whole = phantom_->shaped({}), free = phantom_->shaped({}, WayOut{outward});
    QVERIFY(blocked(whole) > 20);
    QCOMPARE(blocked(free), 0.0);
    QVERIFY(insideMm3(free) > 0.7 * insideMm3(whole));
  }
  void taperTakesAwayFromTheWallsOnly() {
    // The wall on one side is as steep as the way out then.
    const Vec3 outward = leaned(phantom_->defects.regions.at(0).outward, {20, 0});
    const DistanceVolume straight = phantom_->shaped({}, WayOut{outward, 0}),
                         tapered = phantom_->shaped({}, WayOut{outward, 15});
    QVERIFY(insideMm3(tapered) < 0.995 * insideMm3(straight));
    someInside(tapered, [&](const Vec3& p) { QVERIFY(sample(straight, p, 1) < 0.01); });
    // In the middle, far from all bone, both reach from table to table alike.
    const Vec3 middle = phantom_->defects.regions.at(0).center;
    for (double mm = -15; mm < 15; mm += 0.25) {
      const Vec3 p = middle + outward * mm;
      if (phantom_->toBone(p) > 15) QCOMPARE(sample(straight, p, 1) < 0, sample(tapered, p, 1) < 0);
    }
  }
  void filletRoundsTheEdgesOnly() {
    const DistanceVolume sharp = phantom_->shaped({}), round = phantom_->shaped({.filletMm = 1});
    someInside(round, [&](const Vec3& p) { QVERIFY(sample(sharp, p, 1) < 0.01); });
    // Two edges around the opening, each without (1 - π/4) r² of a right angle.
    const double around = 3.14159 * phantom_->defects.regions.at(0).largestDiameterMm;
    const double lost = insideMm3(sharp) - insideMm3(round);
    const double corners = 2 * around * (1 - 3.14159 / 4);
    QVERIFY2(lost > 0.5 * corners && lost < 2 * corners, qPrintable(QString::number(lost)));
  }
  void crumbsAreGone() {
    const DistanceVolume shape = phantom_->shaped({}, WayOut{{0, 0, 1}, 5});
    const VoxelParts parts(shape.geometry().size, [&](int j, int k, std::uint8_t* row) {
      for (int i = 0; i < shape.geometry().size[0]; ++i) row[i] = shape.at(i, j, k) < 0;
    });
    std::size_t all = 0;
    for (const std::size_t voxels : parts.voxels()) all += voxels;
    QVERIFY(all - parts.voxels()[parts.largest()] < 1e-3 * double(all));
  }
};

BREGMA_TEST(ImplantShapeTest, QCoreApplication);
#include "implant_shape_test.moc"
