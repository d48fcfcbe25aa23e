#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <set>

#include "phantom_case.hpp"
#include "planning/implant.hpp"
#include "planning/implant_tables.hpp"
#include "planning/mesh_check.hpp"
#include "planning/surface_distance.hpp"
#include "tests/room.hpp"

using namespace bregma;

/// What the plan can ask of an implant, on heads that are formulas.
class ImplantSettingsTest : public QObject {
  Q_OBJECT

  struct Head : PhantomCase {
    explicit Head(PhantomSettings s = {})
        : PhantomCase(std::move(s)),
          defects(findDefects(scan, bone, frame, {})),
          vault(completeVault(bone, defects, frame, {.method = VaultMethod::Spline})) {}
    Implants all(ImplantSettings wanted) const {
      wanted.voxelMm = 0.6;
      return makeImplants(scan, bone, frame, defects, vault, wanted);
    }
    Implant made(const ImplantSettings& wanted) const { return all(wanted).parts.at(0); }
    /// On the outer side of an implant, so far from its middle towards `aside`.
    Vec3 place(const Implant& implant, const Vec3& aside = {}) const {
      const Vec3 outward = defects.regions[0].outward;
      const Vec3 above = defects.regions[0].center + aside + outward * 40;
      const auto hit = SurfaceDistance(implant.mesh).ray(above, -outward);
      return hit ? hit->point : Vec3{};
    }
    Defects defects;
    Vault vault;
  };

  static const Head& head() {
    static const Head made;
    return made;
  }
  /// The same with its hole low on the left.
  static const Head& lateral() {
    static const Head made([] {
      PhantomSettings s;
      s.holeAxis = normalized(Vec3{0.95, -0.1, 0.15});
      return s;
    }());
    return made;
  }

  static std::set<FindingCode> codes(const std::vector<Finding>& findings) {
    std::set<FindingCode> found;
    for (const Finding& f : findings) found.insert(f.code);
    return found;
  }

  static void isSound(const Head& on, const Implant& implant, double gapMm) {
    QVERIFY(checkMesh(implant.product()).printable());
    QCOMPARE(implant.review.overlapMm3, 0.0);
    const SurfaceDistance bone(on.bone.surface);
    double least = 1e9;
    for (const Vec3& v : implant.mesh.vertices) least = std::min(least, bone.distance(v));
    QVERIFY2(least > gapMm - 0.1, qPrintable(QString::number(least)));
  }

 private Q_SLOTS:
  void thicknessIsConstant() {
    const Implant implant = head().made({.thickness = ThicknessRule::Constant, .thicknessMm = 4.5});
    isSound(head(), implant, 0.5);
    QVERIFY2(std::abs(implant.review.thicknessMeanMm - 4.5) < 0.1,
             qPrintable(QString::number(implant.review.thicknessMeanMm)));
    QVERIFY2(std::abs(implant.review.thicknessMinMm - 4.5) < 0.4,
             qPrintable(QString::number(implant.review.thicknessMinMm)));
  }

  void thicknessHasALeast() {
    const Implant plain = head().made({}), thick = head().made({.minThicknessMm = 9});
    isSound(head(), thick, 0.5);
    QVERIFY(plain.review.thicknessMeanMm < 8);
    QVERIFY2(std::abs(thick.review.thicknessMeanMm - 9) < 0.15,
             qPrintable(QString::number(thick.review.thicknessMeanMm)));
  }

  void edgesAreRounded() {
    const Implant sharp = head().made({}), round = head().made({.filletMm = 1.5});
    isSound(head(), round, 0.5);
    const auto sharpest = [](const TriangleMesh& mesh, const HeadFrame& frame) {
      // The share of the surface that faces halfway between wall and outer side.
      double between = 0, all = 0;
      for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        const auto& c = mesh.triangles[t];
        const Vec3 n = cross(mesh.vertices[c[1]] - mesh.vertices[c[0]],
                             mesh.vertices[c[2]] - mesh.vertices[c[0]]);
        const double facing = dot(normalized(n), normalized(mesh.vertices[c[0]] - frame.center));
        all += length(n);
        if (facing > 0.5 && facing < 0.85) between += length(n);
      }
      return between / all;
    };
    QVERIFY(sharpest(round.mesh, head().frame) > 2 * sharpest(sharp.mesh, head().frame));
    // A rounded edge of a right angle loses (1 − π/4) r² of its section, here along both rims.
    const double rim = 2 * std::numbers::pi * 28;
    const double lost = volumeMm3(sharp.mesh) - volumeMm3(round.mesh);
    const double expected = 2 * rim * (1 - std::numbers::pi / 4) * 1.5 * 1.5;
    QVERIFY2(lost > 0.4 * expected && lost < 2.5 * expected,
             qPrintable(QStringLiteral("%1 of %2").arg(lost).arg(expected)));
  }

  void gapIsWiderInItsRegion() {
    const auto& rim = head().defects.regions[0].rim;
    const Vec3 wide = rim.front(), other = rim[rim.size() / 2];
    const Implant implant = head().made({.gapMm = 0.5, .gapRegions = {{wide, 15, 2}}});
    isSound(head(), implant, 0.5);
    const SurfaceDistance bone(head().bone.surface);
    double within = 1e9, beyond = 1e9;
    for (const Vec3& v : implant.mesh.vertices) {
      const double gap = bone.distance(v);
      if (length(v - wide) < 9) within = std::min(within, gap);
      if (length(v - other) < 9) beyond = std::min(beyond, gap);
    }
    QVERIFY2(std::abs(within - 2) < 0.1, qPrintable(QString::number(within)));
    QVERIFY2(std::abs(beyond - 0.5) < 0.1, qPrintable(QString::number(beyond)));
  }

  void strokesMoveTheSurface() {
    const Implant plain = head().made({});
    const Vec3 spot = head().place(plain);
    const ImplantSettings wanted{
        .strokes = {{SculptTool::Push, ImplantSide::Outer, spot, 14, 1.5}}};
    const Implant pressed = head().made(wanted);
    isSound(head(), pressed, 0.5);
    const double moved = length(head().place(pressed) - spot);
    QVERIFY2(std::abs(moved - 1.5) < 0.15, qPrintable(QString::number(moved)));
    QVERIFY(pressed.review.volumeMm3 < plain.review.volumeMm3 - 100);
    const Implant again = head().made(wanted);
    QVERIFY(again.mesh.vertices == pressed.mesh.vertices);
    QVERIFY(again.mesh.triangles == pressed.mesh.triangles);
  }

  void nothingLeftIsRefusedWithItsPlace() {
    Vault none = head().vault;
    std::ranges::fill(none.filled, 0);
    try {
      makeImplants(head().scan, head().bone, head().frame, head().defects, none, {});
      QFAIL("made of nothing");
    } catch (const Error& error) {
      QCOMPARE(error.code, ErrorCode::ImplantEmpty);
      QVERIFY(error.place == head().defects.regions[0].center);
    }
  }

  void whatReachesNoImplantIsTold() {
    const Implants made =
        head().all({.strokes = {{SculptTool::Pull, ImplantSide::Outer, {900, 0, 0}, 10, 1}},
                    .holes = {{{900, 0, 0}, 2}}});
    const auto found = codes(made.findings);
    QVERIFY(found.contains(FindingCode::StrokeOutside) && found.contains(FindingCode::HoleNotMade));
    PhantomSettings frontal;
    frontal.holeAxis = {0, -0.6, 0.8};
    const Implants far = Head(frontal).all({.temporal = true});
    QVERIFY(codes(far.findings).contains(FindingCode::NotTemporal));
  }

  void holesAndSeatsAreMade() {
    const Implant plain = head().made({});
    const Vec3 spot = head().place(plain);
    const ImplantSettings wanted{
        .perforated = true, .holes = {{spot, 3}}, .seats = SeatKind::Plate, .seatCount = 4};
    const Implant implant = head().made(wanted);
    isSound(head(), implant, 0.5);
    QVERIFY2(implant.review.seats == 4, qPrintable(QString::number(implant.review.seats)));
    QVERIFY(implant.review.holes >= 1 && implant.review.seatSpacingMm > 20);
    const auto through =
        SurfaceDistance(implant.cut)
            .ray(spot + head().defects.regions[0].outward * 20, -head().defects.regions[0].outward);
    QVERIFY(!through || through->distance > 40);
    QVERIFY(implant.review.volumeMm3 < plain.review.volumeMm3);
  }

  void theTemporalMuscleHasRoom() {
    const Implant plain = lateral().made({});
    const Implants with = lateral().all({.temporal = true, .temporalGapMm = 3});
    const Implant& roomy = with.parts.at(0);
    QVERIFY(!codes(with.findings).contains(FindingCode::NotTemporal));
    isSound(lateral(), roomy, 0.5);
    // Below the lowest part of the wall the bone is 3 mm away, straight down.
    const SurfaceDistance bone(lateral().bone.surface);
    const Vec3 down = lateral().frame.patientFromHead * Vec3{0, 0, -1};
    const auto least = [&](const Implant& implant) {
      double lowest = 1e9;
      for (const Vec3& v : implant.mesh.vertices)
        lowest = std::min(lowest, lateral().frame.toHead(v).z);
      double gap = 1e9;
      for (const Vec3& v : implant.mesh.vertices) {
        if (lateral().frame.toHead(v).z > lowest + 3) continue;
        if (const auto hit = bone.ray(v, down)) gap = std::min(gap, hit->distance);
      }
      return gap;
    };
    QVERIFY2(least(plain) < 2, qPrintable(QString::number(least(plain))));
    QVERIFY2(least(roomy) > 2.85 && least(roomy) < 3.8, qPrintable(QString::number(least(roomy))));
  }

  void theTemporalBulkRaisesTheMiddle() {
    const Implant flush = lateral().made({.temporal = true});
    const Implant raised = lateral().made({.temporal = true, .temporalBulkMm = 2});
    isSound(lateral(), raised, 0.5);
    const double rise = length(lateral().place(raised) - lateral().place(flush));
    QVERIFY2(std::abs(rise - 2) < 0.2, qPrintable(QString::number(rise)));
    QVERIFY(raised.review.volumeMm3 > flush.review.volumeMm3 + 200);
  }

  // The middle of a small opening is the same way from all its edges.
  void theContourOffsetHasNoCrease() {
    PhantomSettings s;
    s.holeHalfAngleDeg = 14;
    const Head small(s);
    const auto outerOf = [&](double offsetMm) {
      return implantTables(small.defects, small.vault, 0, small.frame,
                           {.contourOffsetMm = offsetMm})
          .fields.outer;
    };
    const std::vector<float> plain = outerOf(0), lowered = outerOf(2);
    const auto n = std::size_t(small.vault.fields.chart.size);
    const auto down = [&](std::size_t i) { return plain[i] - lowered[i]; };
    float most = 0, bend = 0;
    for (std::size_t i = n; i + n < plain.size(); ++i) {
      most = std::max(most, down(i));
      for (const std::size_t step : {std::size_t(1), n})
        bend = std::max(bend, std::abs(down(i - step) - 2 * down(i) + down(i + step)));
    }
    QVERIFY2(most > 0.8, qPrintable(QString::number(most)));
    // A ramp of 2 mm over 15 bends by 0.04 mm from pixel to pixel.
    QVERIFY2(bend < 0.06, qPrintable(QString::number(bend)));
  }
};

BREGMA_TEST(ImplantSettingsTest, QCoreApplication);
#include "implant_settings_test.moc"
