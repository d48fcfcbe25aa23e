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

OuterUncertainty of(int px, float disagreementMm, VaultMethod method = VaultMethod::Network) {
  const ChartImage outer(std::size_t(size) * size, radius);
  const ChartImage other(outer.size(), radius + disagreementMm);
  return outerUncertainty(discOf(px), fullChart, outer, other, method);
}

}  // namespace

class VaultUncertaintyTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void growsTowardsTheMiddle() {
    const OuterUncertainty u = of(12, 0);
    const auto at = [&](int column) { return u.mm[std::size_t(48) * size + column]; };
    QCOMPARE(at(20), 0.0f);  // believed bone
    for (int column = 37; column < 48; ++column) QVERIFY(at(column) > at(column - 1));
    // 11.5 pixels of 3.5 mm from the bone: 0.029 mm a mm.
    QVERIFY2(std::abs(at(48) - 1.2) < 0.1, qPrintable(QString::number(at(48))));
  }

  void largerOpeningsAndDisagreementAreLessCertain() {
    QVERIFY(of(16, 0).meanMm > of(8, 0).meanMm);
    QVERIFY(std::abs(of(8, 2).meanMm - of(8, 0).meanMm - 2 * 0.9) < 1e-3);
    QVERIFY(std::abs(of(8, -2).meanMm - of(8, 2).meanMm) < 1e-3);
  }

  void theLearnedAnswerIsTheSurest() {
    for (const auto method : {VaultMethod::Spline, VaultMethod::Mirror, VaultMethod::Paper})
      QVERIFY(of(10, 1, method).meanMm > of(10, 1).meanMm);
  }

  void nothingFilledHasNoMean() { QVERIFY(std::isnan(of(0, 0).meanMm)); }
};

BREGMA_TEST(VaultUncertaintyTest, QCoreApplication);
#include "vault_uncertainty_test.moc"
