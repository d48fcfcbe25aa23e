#include "planning/vault_comparison.hpp"

#include <QCoreApplication>
#include <QTest>

#include "phantom_case.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

const HeadFrame frame{
    .center = {1, 2, 3}, .patientFromHead = {{1, 0, 0, 0, 1, 0, 0, 0, 1}}, .findings = {}};

/// Spheres, filled within 0.5 rad of the vertex.
Vault sphere(float outerMm, float innerMm) {
  Vault vault;
  const Chart& chart = vault.fields.chart;
  vault.fields.outer.assign(chart.count(), outerMm);
  vault.fields.inner.assign(chart.count(), innerMm);
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column)
      vault.filled.push_back(chart.polarRad(column, row) < 0.5);
  return vault;
}

}  // namespace

class VaultComparisonTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void spheresLieApartByTheirRadii() {
    const OuterDifference out = outerDifference(sphere(82, 76), sphere(80, 75), frame);
    for (const double mm : {out.meanMm, out.meanAbsoluteMm, out.p95Mm, out.largestMm})
      QVERIFY(std::abs(mm - 2) < 1e-3);
    QVERIFY(std::abs(length(out.place - frame.center) - 80) < 1e-3);
    const OuterDifference in = outerDifference(sphere(79, 74), sphere(80, 75), frame);
    QVERIFY(std::abs(in.meanMm + 1) < 1e-3 && std::abs(in.meanAbsoluteMm - 1) < 1e-3);
    QVERIFY(std::abs(meanThicknessMm(sphere(80, 75)) - 5) < 1e-3);
  }
  void theWorstPlaceIsFound() {
    const Vault reference = sphere(80, 75);
    Vault bulged = reference;
    const Chart& chart = bulged.fields.chart;
    const Vec3 spot = normalized({0.2, 0.1, 1});
    for (int row = 0; row < chart.size; ++row)
      for (int column = 0; column < chart.size; ++column) {
        const double away = 80 * length(chart.direction(column, row) - spot);
        bulged.fields.outer[std::size_t(row) * chart.size + column] +=
            float(3 * std::exp(-away * away / 50));
      }
    const OuterDifference found = outerDifference(bulged, reference, frame);
    QVERIFY(std::abs(found.largestMm - 3) < 0.05);
    QVERIFY(length(found.place - frame.toPatient(spot * 80)) < 1);
    QVERIFY(found.p95Mm < 1 && found.meanMm < 0.3);
  }
  void disagreementIsTheWidestOfAll() {
    const VaultComparison three{{sphere(80, 75), sphere(81.5, 75), sphere(79.5, 75)}};
    const auto map = disagreementMm(three);
    const Vault& first = three.vaults[0];
    for (std::size_t i = 0; i < map.size(); ++i) {
      if (!first.filled[i])
        QVERIFY(std::isnan(map[i]));
      else
        QVERIFY(std::abs(map[i] - 2) < 1e-3);
    }
  }
  void methodsAgreeWithTheirOwnRuns() {
    const PhantomCase c;
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    const VaultComparison comparison = compareVaults(c.bone, defects, c.frame, 3);
    for (std::size_t i = 0; i < comparedMethods.size(); ++i) {
      const Vault alone = completeVault(c.bone, defects, c.frame, {.method = comparedMethods[i]});
      QVERIFY(alone.filled == comparison.vaults[i].filled);
      QVERIFY(outerDifference(comparison.vaults[i], alone, c.frame).largestMm < 1e-6);
      QVERIFY(comparison.vaults[i].meanUncertaintyMm == alone.meanUncertaintyMm);
    }
  }
};

BREGMA_TEST(VaultComparisonTest, QCoreApplication);
#include "vault_comparison_test.moc"
