#include "planning/vault_prior_fit.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>

#include "tests/planning/egg_prior.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

// The typical head, `scale` times as large, `extraMm` thicker, a hole of 35 px to the left.
RimMaps eggWithHole(const VaultPrior& prior, double scale, double extraMm) {
  const Chart chart{192};
  RimMaps rim;
  rim.size = chart.size;
  rim.outer = doubled(prior.outer, prior.size);
  rim.thickness.assign(chart.count(), float(scale * 6 + extraMm));
  rim.known.assign(chart.count(), 0);
  rim.opening = rim.unknown = rim.sound = rim.known;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      rim.outer[at] *= float(scale);
      const bool hole = std::hypot(column - 125, row - 100) < 17;
      rim.unknown[at] = rim.opening[at] = hole;
      rim.known[at] = rim.sound[at] = !hole && chart.polarRad(column, row) < 1.9;
      if (!rim.known[at]) rim.outer[at] = rim.thickness[at] = missing;
    }
  return rim;
}

double largestOff(const ChartImage& map, const ChartMask& where, auto&& truth) {
  double most = 0;
  for (std::size_t i = 0; i < map.size(); ++i)
    if (where[i]) most = std::max(most, std::abs(double(map[i]) - truth(i)));
  return most;
}

}  // namespace

class VaultPriorFitTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void typicalHeadOfAnotherSizeIsFilledExactly() {
    const VaultPrior prior = eggPrior();
    const RimMaps rim = eggWithHole(prior, 1.06, 0);
    const PriorVault vault = mostProbableVault(rim, prior);
    QVERIFY(std::abs(vault.scale - 1.06) < 1e-3);
    const ChartImage typical = doubled(prior.outer, prior.size);
    QVERIFY(largestOff(vault.outer, rim.unknown, [&](auto i) { return 1.06 * typical[i]; }) < 0.15);
    QVERIFY(largestOff(vault.thickness, rim.unknown, [](auto) { return 6.36; }) < 0.1);
  }

  void modeCarriesWhatTheSoundBoneShows() {
    const VaultPrior prior = eggPrior();
    const RimMaps rim = eggWithHole(prior, 1, 2.5);
    const PriorVault vault = mostProbableVault(rim, prior);
    QVERIFY(largestOff(vault.thickness, rim.unknown, [](auto) { return 8.5; }) < 0.15);
  }

  // Few heads do not tell that vaults are as thick in front as at the back.
  void boneFarAwayTellsLittle() {
    const VaultPrior prior = eggPrior();
    const RimMaps whole = eggWithHole(prior, 1, 2.5);
    const auto extraInTheMiddle = [&](double withoutPx) {
      RimMaps rim = whole;
      for (int row = 0; row < rim.size; ++row)
        for (int column = 0; column < rim.size; ++column)
          for (const int middle : {125, rim.size - 1 - 125})
            if (std::hypot(column - middle, row - 100) < withoutPx)
              rim.known[std::size_t(row) * std::size_t(rim.size) + std::size_t(column)] = 0;
      return mostProbableVault(rim, prior).thickness[100 * 192 + 125] - 6;
    };
    const float near = extraInTheMiddle(20), far = extraInTheMiddle(60);
    QVERIFY2(near > 2 && far > 0 && far < 0.5f * near, qPrintable(QString::number(far / near)));
  }

  void bumpOnTheOppositeSideIsExpectedHere() {
    const VaultPrior prior = eggPrior();
    const RimMaps plain = eggWithHole(prior, 1, 0);
    RimMaps bumped = plain;
    for (int row = 0; row < 192; ++row)
      for (int column = 0; column < 192; ++column) {
        const double off = std::hypot(column - (191 - 125), row - 100);
        bumped.outer[std::size_t(row) * 192 + column] += float(3 * std::exp(-off * off / 200));
      }
    const std::size_t middle = 100 * 192 + 125;
    const float expected = mostProbableVault(bumped, prior).outer[middle] -
                           mostProbableVault(plain, prior).outer[middle];
    QVERIFY2(expected > 0.3 && expected < 3, qPrintable(QString::number(expected)));
  }

  void deviationGrowsTowardsTheMiddleAndWithUnlikeness() {
    const VaultPrior prior = eggPrior();
    const RimMaps usual = eggWithHole(prior, 1, 0);
    RimMaps odd = usual;  // waves of 3 mm, which no learned head has
    for (int row = 0; row < 192; ++row)
      for (int column = 0; column < 192; ++column)
        odd.outer[std::size_t(row) * 192 + column] +=
            3 * std::sin(0.2f * row) * std::sin(0.2f * column);
    const ChartImage deviation = mostProbableVault(usual, prior).outerDeviation;
    const ChartImage wider = mostProbableVault(odd, prior).outerDeviation;
    const std::size_t middle = 100 * 192 + 125, edge = middle - 15;
    QVERIFY2(deviation[edge] > 0.1 && deviation[middle] > 1.5f * deviation[edge],
             qPrintable(QString("%1 %2").arg(deviation[edge]).arg(deviation[middle])));
    QVERIFY(wider[middle] > 1.2f * deviation[middle]);
    RimMaps whole = usual;
    whole.unknown.assign(whole.unknown.size(), 0);
    QVERIFY(mostProbableVault(whole, prior).outerDeviation == ChartImage(192 * 192, 0));
  }

  void nothingBelievedLeavesTheMean() {
    const VaultPrior prior = eggPrior();
    RimMaps rim = eggWithHole(prior, 1.06, 2.5);
    rim.known.assign(rim.known.size(), 0);
    const PriorVault vault = mostProbableVault(rim, prior), mean = meanVault(rim, prior);
    QCOMPARE(vault.scale, 1.0);
    QVERIFY(vault.outer == mean.outer && vault.thickness == mean.thickness);
  }

  void scaleIsTheMedianRatio() {
    const VaultPrior prior = eggPrior();
    ChartImage outer = prior.outer;
    for (float& v : outer) v *= 0.93f;
    for (std::size_t i = 0; i < 900; ++i) outer[i] = 200;
    QVERIFY(std::abs(scaleAgainst(prior, outer, prior.region) - 0.93) < 1e-4);
    QCOMPARE(scaleAgainst(prior, outer, ChartMask(outer.size(), 0)), 1.0);
  }
};

BREGMA_TEST(VaultPriorFitTest, QCoreApplication);
#include "vault_prior_fit_test.moc"
