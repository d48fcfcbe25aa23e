#include "training/defects.hpp"

#include <QCoreApplication>
#include <QTest>
#include <memory>

#include "planning/bone.hpp"
#include "planning/defect.hpp"
#include "planning/head.hpp"
#include "tests/room.hpp"
#include "tests/training/phantom_heads.hpp"
#include "training/defect_cut.hpp"

using namespace bregma;

namespace {

using Mask = std::vector<std::uint8_t>;

// An ellipsoid of two tables; what healing must do can be told from formulas.
struct Head {
  Head() {
    const BinaryVolume volume = phantomMask(settings);
    geometry = obliqueFrom(volume.geometry());
    complete.assign(volume.voxels().begin(), volume.voxels().end());
    scan = scanOfMask(geometry, complete);
    bone = segmentBone(scan, {});
    frame = findSymmetricFrame(scan, bone);
    shape = skullShape(BoneField(scan.ct, bone.mask, bone.lowerHu), frame);
  }
  Mask cut(const SyntheticDefect& defect) const {
    return withDefect(geometry, complete, frame, shape, defect);
  }
  // The radius range of bone along a ray, mm; {0, 0}: none.
  std::pair<double, double> shellAlong(const Mask& mask, const Vec3& direction) const {
    std::pair<double, double> shell{0, 0};
    for (double r = 30; r < 130; r += 0.2) {
      const Vec3 index =
          inverted(geometry.steps) * (frame.toPatient(direction * r) - geometry.origin);
      const std::size_t at = (std::size_t(std::lround(index.z)) * geometry.size[1] +
                              std::size_t(std::lround(index.y))) *
                                 geometry.size[0] +
                             std::size_t(std::lround(index.x));
      if (at >= mask.size() || !mask[at]) continue;
      if (shell.first == 0) shell.first = r;
      shell.second = r;
    }
    return shell;
  }
  PhantomSettings settings = [] {
    PhantomSettings s = intactHead();
    s.spacing = {1, 1, 1};
    return s;
  }();
  ObliqueGeometry geometry;
  Mask complete;
  Scan scan;
  Bone bone;
  HeadFrame frame;
  SkullShape shape;
};

std::size_t count(const Mask& mask) {
  return std::size_t(std::count(mask.begin(), mask.end(), std::uint8_t(1)));
}

}  // namespace

class DefectsTest : public QObject {
  Q_OBJECT
  std::unique_ptr<Head> head_;

 private Q_SLOTS:
  void initTestCase() { head_ = std::make_unique<Head>(); }

  void sizesAreMet() {
    for (const double mm : {40.0, 60.0, 80.0, 100.0, 120.0})
      for (const Site site : {Site::Left, Site::Occipital, Site::Bilateral}) {
        const auto made = makeDefect(head_->shape, {.site = site, .diameterMm = mm}, Random(1));
        QVERIFY2(std::abs(made.diameterMm - mm) < 0.05 * mm,
                 QByteArray::number(made.diameterMm) + " for " + QByteArray::number(mm));
      }
  }
  void sharesOfTheVaultAreMet() {
    for (const double share : {0.05, 0.2, 0.35}) {
      const auto made = makeDefect(head_->shape, {.site = Site::Left, .share = share}, Random(2));
      const Mask skull = head_->cut(made);
      // The vault is the half above the center: of an ellipsoid shell, half of the volume.
      const double removed = double(count(head_->complete) - count(skull));
      const double vault = double(count(head_->complete)) / 2;
      QVERIFY2(std::abs(removed / vault - share) < 0.05 * share + 0.003,
               QByteArray::number(removed / vault));
    }
  }
  void thePlannerFindsTheHoleWhereItShouldBe() {
    for (const Site site : allSites) {
      const auto made = makeDefect(head_->shape, {.site = site, .diameterMm = 60}, Random(3));
      const Mask skull = head_->cut(made);
      const Scan scan = scanOfMask(head_->geometry, skull);
      const Bone bone = segmentBone(scan, {});
      const Defects found = findDefects(scan, bone, head_->frame, {});
      QCOMPARE(found.regions.size(), std::size_t(site == Site::Bilateral ? 2 : 1));
      const Vec3 center = head_->frame.toHead(found.regions[0].center);
      QVERIFY2(std::abs(found.regions[0].largestDiameterMm - 57) < 7,
               QByteArray::number(found.regions[0].largestDiameterMm));
      if (site == Site::Left) QVERIFY(center.x > 20);
      if (site == Site::Right) QVERIFY(center.x < -20);
      if (site == Site::Frontal) QVERIFY(center.y < -20);
      if (site == Site::Occipital) QVERIFY(center.y > 20);
      if (site == Site::Midline) QVERIFY(found.regions[0].side == Side::Midline);
      if (site == Site::Bilateral)
        QVERIFY(center.x * head_->frame.toHead(found.regions[1].center).x < 0);
    }
  }
  void cleanDefectsTouchNothingElse() {
    const auto made = makeDefect(head_->shape, {.site = Site::Right, .diameterMm = 70}, Random(4));
    const Mask skull = head_->cut(made);
    for (int k = 0; k < head_->geometry.size[2]; ++k)
      for (int j = 0; j < head_->geometry.size[1]; ++j)
        for (int i = 0; i < head_->geometry.size[0]; ++i) {
          const std::size_t at =
              (std::size_t(k) * head_->geometry.size[1] + j) * head_->geometry.size[0] + i;
          const Vec3 p =
              head_->frame.toHead(head_->geometry.toPatient({double(i), double(j), double(k)}));
          const bool inside = made.body.at(p) < 0;
          QCOMPARE(skull[at] != 0, head_->complete[at] && !inside);
        }
  }
  void healedRimsTaper() {
    auto made = makeDefect(head_->shape,
                           {.site = Site::Left,
                            .kind = MaskKind::SymmetricalEllipsoid,
                            .diameterMm = 60,
                            .healed = true},
                           Random(5));
    made.healed = HealedRim{
        .taperMm = 12, .edgeShare = 0.3, .dentMm = 1.5, .innerMm = 0, .roundMm = 1, .islands = {}};
    SyntheticDefect clean = made;
    clean.healed.reset();
    const Mask skull = head_->cut(made), sharp = head_->cut(clean);
    // Walk away from the hole's center along the vault until there is bone, then on.
    const Vec3 middle = [&] {
      Vec3 sum;
      const Chart& chart = head_->shape.fields.chart;
      for (int row = 0; row < chart.size; ++row)
        for (int column = 0; column < chart.size; ++column) {
          const Vec3 d = chart.direction(column, row);
          if (chart.polarRad(column, row) < 1.8 && made.body.at(d * 75) < 0) sum = sum + d;
        }
      return normalized(sum);
    }();
    constexpr int ways = 12;
    double near = 0, far = 0, beyond = 0, dent = 0;  // means of the ways away from the hole
    for (int way = 0; way < ways; ++way) {
      const Vec3 axis =
          rotation(middle, 6.283 * way / ways) * normalized(cross(middle, {0.3, -0.9, 0.2}));
      const auto at = [&](double angle) { return rotation(axis, angle) * middle; };
      const auto thickness = [&](const Mask& mask, double angle) {
        const auto shell = head_->shellAlong(mask, at(angle));
        return shell.second - shell.first;
      };
      double edge = 0;  // where the wall of the cut ends
      while (thickness(sharp, edge) < 0.95 * thickness(head_->complete, edge) && edge < 1.2)
        edge += 0.005;
      const double radius = head_->shellAlong(head_->complete, at(edge)).second;
      const auto kept = [&](double mm) {
        return thickness(skull, edge + mm / radius) /
               thickness(head_->complete, edge + mm / radius);
      };
      near += kept(2) / ways;
      far += kept(8) / ways;
      beyond += kept(16) / ways;
      dent += (head_->shellAlong(head_->complete, at(edge + 2 / radius)).second -
               head_->shellAlong(skull, at(edge + 2 / radius)).second) /
              ways;
    }
    QVERIFY2(near > 0.25 && near < 0.75, QByteArray::number(near));
    QVERIFY2(far > near + 0.1 && far < 1.02, QByteArray::number(far));
    QVERIFY2(std::abs(beyond - 1) < 0.02, QByteArray::number(beyond));
    QVERIFY2(dent > 0.2 && dent < 1.5, QByteArray::number(dent));
  }
  void innerTablesThickenOrResorb() {
    auto made =
        makeDefect(head_->shape, {.site = Site::Left, .diameterMm = 60, .healed = true}, Random(6));
    made.healed->islands.clear();
    made.healed->edgeShare = 1;
    made.healed->dentMm = 0;
    made.healed->taperMm = 15;
    made.healed->innerMm = 1.5;
    const std::size_t thick = count(head_->cut(made));
    made.healed->innerMm = 0;
    const std::size_t same = count(head_->cut(made));
    made.healed->innerMm = -1.5;
    const std::size_t thin = count(head_->cut(made));
    QVERIFY(thick > same + 500);
    QVERIFY(thin + 500 < same);
  }
  void islandsLieInTheHole() {
    auto made =
        makeDefect(head_->shape, {.site = Site::Left, .diameterMm = 80, .healed = true}, Random(7));
    made.healed->islands.clear();
    const std::size_t without = count(head_->cut(made));
    Vec3 inside;
    for (double polar = 0.3; polar < 1.5; polar += 0.05)
      for (double azimuth = -0.8; azimuth < 0.8; azimuth += 0.05) {
        const Vec3 p = Vec3{std::sin(polar) * std::cos(azimuth),
                            std::sin(polar) * std::sin(azimuth), std::cos(polar)} *
                       74.0;
        if (made.body.at(p) < made.body.at(inside) || inside == Vec3{}) inside = p;
      }
    const auto pixel = head_->shape.fields.chart.pixelOf(inside);
    const std::size_t at =
        std::size_t(std::lround(pixel.row)) * 384 + std::size_t(std::lround(pixel.column));
    const double middle = (head_->shape.fields.outer[at] + head_->shape.fields.inner[at]) / 2.0;
    made.healed->islands.push_back({normalized(inside) * middle, 4});
    const std::size_t with = count(head_->cut(made));
    QVERIFY2(with > without + 20 && with < without + 300, QByteArray::number(int(with - without)));
  }
  void theSameSeedGivesTheSameBytes() {
    const DefectWish wish{.site = Site::Midline, .diameterMm = 60, .healed = true};
    const Mask a = head_->cut(makeDefect(head_->shape, wish, Random(8)));
    QCOMPARE(head_->cut(makeDefect(head_->shape, wish, Random(8))), a);
    QVERIFY(head_->cut(makeDefect(head_->shape, wish, Random(9))) != a);
  }
};

BREGMA_TEST(DefectsTest, QCoreApplication);
#include "defects_test.moc"
