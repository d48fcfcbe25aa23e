#include "planning/rim.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "egg_prior.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

// A sphere of radius 80 and thickness 6 with a round opening to the left, beside the vertex or at
// another row, whose rim is tapered over `taperMm` as a healed one is.
Defects sphereWithHole(double taperMm, int middleRow = 191) {
  Defects defects;
  const Chart chart;
  defects.fields = {chart, std::vector<float>(chart.count(), 80),
                    std::vector<float>(chart.count(), 74)};
  DefectRegion region;
  region.opening.assign(chart.count(), 0);
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      const double mm = (std::hypot(column - 260, row - middleRow) - 25) * chart.radPerPixel() * 80;
      if (chart.polarRad(column, row) > chart.maxPolarRad || mm < 0) {
        defects.fields.outer[at] = defects.fields.inner[at] = std::nanf("");
        region.opening[at] = mm < 0;
      } else if (mm < taperMm) {
        const double healed = 1 - mm / taperMm;
        defects.fields.outer[at] -= float(2.5 * healed);
        defects.fields.inner[at] += float(2.5 * healed);
      }
    }
  defects.regions.push_back(std::move(region));
  return defects;
}

double knownWithin(const RimMaps& rim, double mm) {
  const auto distance = distanceTo(rim.opening, rim.size);
  double known = 0, all = 0;
  for (std::size_t i = 0; i < distance.size(); ++i)
    if (distance[i] > 1.5 && distance[i] * 1.75 < mm) {
      known += rim.known[i];
      all += 1;
    }
  return known / all;
}

}  // namespace

class RimTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void cleanRimIsBelieved() {
    const RimMaps rim = judgeRim(sphereWithHole(0), eggPrior());
    QVERIFY(knownWithin(rim, 9) > 0.8);
    QVERIFY(rim.remodelledPercent < 10);
  }

  void healedRimIsFilled() {
    const RimMaps rim = judgeRim(sphereWithHole(14), eggPrior());
    QVERIFY(knownWithin(rim, 5) < 0.1);
    QVERIFY(rim.remodelledPercent > 20);
    for (std::size_t i = 0; i < rim.unknown.size(); ++i) {
      QVERIFY(!(rim.unknown[i] && rim.known[i]));
      if (rim.opening[i]) QVERIFY(rim.unknown[i]);
    }
  }

  // Where the vault ends 18 mm behind a healed rim, its far part has to hold the fill.
  void theFarRimIsBelievedWhereTheVaultEnds() {
    Defects defects = sphereWithHole(17);
    const int n = defects.fields.chart.size, end = 260 + 25 + 22;
    for (int row = 0; row < n; ++row)
      for (int column = 260; column < n; ++column)
        if (std::hypot(column - 260, row - 191) > end - 260)
          defects.fields.outer[std::size_t(row) * n + column] =
              defects.fields.inner[std::size_t(row) * n + column] = std::nanf("");
    const RimMaps rim = judgeRim(defects, eggPrior());
    int known = 0;
    for (int column = 143; column < end / 2; ++column) {
      const std::size_t at = std::size_t(n / 4) * rim.size + column;
      known += rim.known[at];
      if (rim.known[at]) QVERIFY(rim.thickness[at] > 4.9f);
    }
    QVERIFY(known > 0);
  }

  // The zygomatic arch joins the shell of the rays below it: its step is no shape of the vault.
  void anArchIsNoVault() {
    Defects defects = sphereWithHole(0);
    const int n = defects.fields.chart.size, first = 20, last = 56;
    for (int row = 170; row < 210; ++row)
      for (int column = first; column < last; ++column)
        defects.fields.outer[std::size_t(row) * n + column] += 12;
    const RimMaps rim = judgeRim(defects, eggPrior());
    for (int row = 85; row < 105; ++row) {
      for (int column = first / 2; column < last / 2; ++column) {
        QVERIFY(!rim.sound[std::size_t(row) * rim.size + column]);
        QVERIFY(!rim.known[std::size_t(row) * rim.size + column]);
      }
      QVERIFY(rim.sound[std::size_t(row) * rim.size + last / 2 + 3]);
    }
  }

  // Below the margin of the orbit the rays meet its roof: near bone, but no vault.
  void nothingIsBelievedBelowALedge() {
    Defects defects = sphereWithHole(0);
    const int n = defects.fields.chart.size, ledge = 100;
    for (std::size_t i = 0; i < std::size_t(ledge) * n; ++i) {
      defects.fields.outer[i] -= 15;
      defects.fields.inner[i] -= 15;
    }
    const RimMaps rim = judgeRim(defects, eggPrior());
    for (std::size_t i = 0; i < std::size_t(ledge / 2) * rim.size; ++i) {
      QVERIFY(!rim.sound[i]);
      QVERIFY(!rim.known[i]);
    }
    QVERIFY(rim.known[std::size_t(ledge / 2 + 3) * rim.size + rim.size / 2]);
  }

  // A healed rim rounds off towards the margin of the orbit: the opposite side tells that one.
  void nothingIsFilledBeyondTheOppositeVault() {
    const auto filledAbove = [](const Defects& defects, int row) {
      const RimMaps rim = judgeRim(defects, eggPrior());
      return std::count(rim.unknown.begin(), rim.unknown.begin() + row * rim.size, 1);
    };
    Defects defects = sphereWithHole(14, 64);
    const int n = defects.fields.chart.size, margin = 34;  // beyond what the prior knows
    QVERIFY(filledAbove(defects, margin / 2) > 10);
    for (int row = 0; row < margin; ++row)
      for (int column = 0; column < n / 2; ++column) {
        defects.fields.outer[std::size_t(row) * n + column] -= 15;
        defects.fields.inner[std::size_t(row) * n + column] -= 15;
      }
    QCOMPARE(filledAbove(defects, margin / 2), 0);
  }

  // A believed taper would go on across the opening, down to nothing.
  void noTaperIsBelieved() {
    const RimMaps rim = judgeRim(sphereWithHole(14), eggPrior());
    for (std::size_t i = 0; i < rim.known.size(); ++i)
      if (rim.known[i])
        QVERIFY2(rim.thickness[i] > 5.8f, qPrintable(QString::number(rim.thickness[i])));
  }
};

BREGMA_TEST(RimTest, QCoreApplication);
#include "rim_test.moc"
