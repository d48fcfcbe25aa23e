#include "planning/vault_uncertainty.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>

#include "tests/room.hpp"

using namespace bregma;

namespace {

constexpr int size = 96;
constexpr float radius = 80;
const Chart fullChart{2 * size, 2.0944};

// A sphere with a disc of unknown rays, `px` in radius, about the vertex.
RimMaps discOf(int px) {
  RimMaps rim;
  rim.size = size;
  rim.known.assign(std::size_t(size) * size, 1);
  rim.unknown.assign(rim.known.size(), 0);
  for (int row = 0; row < size; ++row)
    for (int column = 0; column < size; ++column)
      if (std::hypot(row - 47.5, column - 47.5) < px) {
        rim.known[std::size_t(row) * size + column] = 0;
        rim.unknown[std::size_t(row) * size + column] = 1;
      }
  return rim;
}

struct Band {
  ChartImage mm;
  double meanMm;
};

Band of(int px, float disagreementMm, VaultMethod method = VaultMethod::Mirror) {
  const RimMaps rim = discOf(px);
  const ChartImage outer(std::size_t(size) * size, radius);
  const ChartImage other(outer.size(), radius + disagreementMm);
  const ChartImage band = bandByDisagreement(rim, fullChart, outer, other, method);
  return {band, meanOverFill(rim, fullChart, outer, band)};
}

}  // namespace

class VaultUncertaintyTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void growsTowardsTheMiddle() {
    const Band u = of(12, 0);
    const auto at = [&](int column) { return u.mm[std::size_t(48) * size + column]; };
    QCOMPARE(at(20), 0.0f);  // believed bone
    for (int column = 37; column < 48; ++column) QVERIFY(at(column) > at(column - 1));
    // 11.5 pixels of 3.5 mm from the bone: 0.037 mm a mm.
    QVERIFY2(std::abs(at(48) - 1.53) < 0.1, qPrintable(QString::number(at(48))));
  }

  void largerOpeningsAndDisagreementAreLessCertain() {
    QVERIFY(of(16, 0).meanMm > of(8, 0).meanMm);
    QVERIFY(std::abs(of(8, 2).meanMm - of(8, 0).meanMm - 2 * 1.22) < 1e-3);
    QVERIFY(std::abs(of(8, -2).meanMm - of(8, 2).meanMm) < 1e-3);
  }

  void deviationAndDisagreementCountWhereRaysAreFilled() {
    const RimMaps rim = discOf(8);
    const ChartImage outer(rim.unknown.size(), radius), other(outer.size(), radius + 2);
    const auto band = [&](float deviation, const ChartImage& opinion, float healed) {
      return bandByDeviation(rim, ChartImage(outer.size(), deviation), outer, opinion, healed);
    };
    const ChartImage one = band(1, outer, 0), three = band(3, outer, 1);
    const ChartImage cut = band(1, other, 0), healed = band(1, other, 1);
    for (std::size_t i = 0; i < one.size(); ++i) {
      QCOMPARE(one[i] > 0, rim.unknown[i] != 0);
      QVERIFY(std::abs(three[i] - 3 * one[i]) < 1e-5f);
      QVERIFY(!rim.unknown[i] || (cut[i] > one[i] && healed[i] > cut[i] + 0.5f));
    }
  }

  void nothingFilledHasNoMean() { QVERIFY(std::isnan(of(0, 0).meanMm)); }
};

BREGMA_TEST(VaultUncertaintyTest, QCoreApplication);
#include "vault_uncertainty_test.moc"
