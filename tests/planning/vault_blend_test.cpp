#include "planning/vault_blend.hpp"

#include <QCoreApplication>
#include <QTest>

#include "phantom_case.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

const Chart coarse{96};
const HeadFrame straight{
    .center = {5, -6, 7}, .patientFromHead = {{1, 0, 0, 0, 1, 0, 0, 0, 1}}, .findings = {}};
constexpr float sphereMm = 80;

ChartImage shares(const VaultSettings& settings) {
  return blendShares(settings, coarse, ChartImage(coarse.count(), sphereMm), straight);
}
/// At an angle from the vertex, towards the left.
float at(const ChartImage& image, double polarRad) {
  const Vec3 head{std::sin(polarRad), 0, std::cos(polarRad)};
  const Chart::Pixel pixel = coarse.pixelOf(head * double(sphereMm));
  return image[std::size_t(std::lround(pixel.row)) * coarse.size +
               std::size_t(std::lround(pixel.column))];
}
BlendStroke stroke(double polarRad, double radiusMm, double share) {
  const Vec3 head = Vec3{std::sin(polarRad), 0, std::cos(polarRad)} * double(sphereMm);
  return {straight.toPatient(head), radiusMm, share};
}

}  // namespace

class VaultBlendTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void nothingIsBlendedByDefault() {
    QVERIFY(!blends({}));
    QVERIFY(!blends(
        {.method = VaultMethod::Spline, .blendWith = VaultMethod::Spline, .blendShare = 1}));
    QVERIFY(blends({.blendShare = 0.1}));
    QVERIFY(blends({.blendStrokes = {{}}}));
  }
  void theSliderIsTheSameEverywhere() {
    for (const float share : shares({.blendShare = 0.3})) QCOMPARE(share, 0.3f);
  }
  void aStrokeHoldsWithinAndFadesToItsRadius() {
    const ChartImage map = shares({.blendShare = 0.2, .blendStrokes = {stroke(0.4, 24, 1)}});
    QCOMPARE(at(map, 0.4), 1.0f);
    QCOMPARE(at(map, 0.4 + 8 / 80.0), 1.0f);  // a third of the radius
    const float between = at(map, 0.4 + 18 / 80.0);
    QVERIFY(between > 0.25f && between < 0.95f);
    QCOMPARE(at(map, 0.4 + 30 / 80.0), 0.2f);
  }
  void laterStrokesCount() {
    const ChartImage map =
        shares({.blendShare = 0.2, .blendStrokes = {stroke(0, 30, 1), stroke(0, 30, 0)}});
    QCOMPARE(at(map, 0), 0.0f);
  }
  void mapsMixByTheirShares() {
    const VaultFill mixed = blended({{1, 1, 1}, {4, 4, 4}}, {{3, 3, 3}, {8, 8, 8}}, {0, 0.5, 1});
    QCOMPARE(mixed.outer, (ChartImage{1, 2, 3}));
    QCOMPARE(mixed.thickness, (ChartImage{4, 6, 8}));
  }

  /// On the phantom: each end is its method, the middle lies between, a stroke changes its place.
  void aVaultLiesBetweenItsMethods() {
    PhantomSettings wide;  // so that the methods differ
    wide.holeHalfAngleDeg = 32;
    const PhantomCase c(wide);
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    const auto vaultOf = [&](const VaultSettings& settings) {
      return completeVault(c.bone, defects, c.frame, settings);
    };
    const VaultSettings network, spline{.method = VaultMethod::Spline};
    VaultSettings blend = network;
    blend.blendWith = VaultMethod::Spline;
    const Vault a = vaultOf(network), b = vaultOf(spline);
    blend.blendShare = 1;
    const Vault whole = vaultOf(blend);
    blend.blendShare = 0.25;
    const Vault quarter = vaultOf(blend);
    blend.blendShare = 0;
    blend.blendStrokes = {{.center = defects.regions[0].center, .radiusMm = 20, .share = 1}};
    const Vault painted = vaultOf(blend);

    double differs = 0;
    int inside = 0, beyond = 0;
    for (std::size_t i = 0; i < a.filled.size(); ++i) {
      if (!a.filled[i]) continue;
      const float p = a.fields.outer[i], q = b.fields.outer[i];
      differs = std::max(differs, double(std::abs(p - q)));
      QVERIFY(std::abs(whole.fields.outer[i] - q) < 1e-4f);
      QVERIFY(std::abs(whole.fields.inner[i] - b.fields.inner[i]) < 1e-3f);
      QVERIFY(std::abs(quarter.fields.outer[i] - std::lerp(p, q, 0.25f)) < 1e-3f);
      const int row = int(i) / a.fields.chart.size, column = int(i) % a.fields.chart.size;
      const double away =
          length(c.frame.toPatient(a.fields.chart.direction(column, row) * double(p)) -
                 defects.regions[0].center);
      inside += away < 8;
      beyond += away > 24;
      if (away < 8) QVERIFY(std::abs(painted.fields.outer[i] - q) < 5e-3f);
      if (away > 24) QVERIFY(std::abs(painted.fields.outer[i] - p) < 5e-3f);
    }
    QVERIFY2(differs > 0.03, qPrintable(QString::number(differs)));
    QVERIFY(inside > 50 && beyond > 50);
    QVERIFY(quarter.meanUncertaintyMm > 0);
  }
};

BREGMA_TEST(VaultBlendTest, QCoreApplication);
#include "vault_blend_test.moc"
