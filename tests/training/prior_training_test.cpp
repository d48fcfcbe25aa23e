#include "training/prior_training.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>

#include "planning/head_template.hpp"
#include "planning/shell_fields.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

float eggRadius(const Vec3& d) { return float(75 + 10 * d.y * d.y + 4 * d.y - 6 * d.z * d.z); }

}  // namespace

class PriorTrainingTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void typicalHeadUndoesSizeAndNod() {
    const Chart chart{144};
    std::vector<std::vector<Vec3>> tables;
    std::vector<HeadFrame> frames;
    for (const double sign : {-1.0, 0.0, 1.0}) {
      HeadFrame truth;
      truth.patientFromHead = rotation({1, 0, 0}, 0.05 * sign);
      auto& table = tables.emplace_back();
      for (int row = 0; row < chart.size; ++row)
        for (int column = 0; column < chart.size; ++column) {
          const Vec3 d = chart.direction(column, row);
          if (chart.polarRad(column, row) < 1.9)
            table.push_back(truth.toPatient(d * ((1 + 0.06 * sign) * eggRadius(d))));
        }
      frames.push_back({});  // all alike: as if nothing were known of their nod
    }
    const VaultPrior typical = typicalHead(tables, frames, {});
    for (const auto& table : tables) {
      const TypicalFit fit = fitPointsToTypicalHead(table, {HeadFrame{}}, typical);
      QVERIFY2(fit.medianMm < 0.25, qPrintable(QString::number(fit.medianMm)));
    }
  }

  void componentsOfMapsThatDifferInOneWay() {
    const PriorSettings settings{.modes = 5};
    const Chart chart{settings.chartSize};
    VaultPrior typical;
    typical.size = chart.size;
    typical.maxPolarRad = chart.maxPolarRad;
    std::vector<VaultMaps> maps;
    for (const float more : {-2.0f, -1.0f, 0.0f, 1.0f, 2.0f}) {
      VaultMaps m;
      for (int row = 0; row < chart.size; ++row)
        for (int column = 0; column < chart.size; ++column) {
          m.outer.push_back(eggRadius(chart.direction(column, row)));
          m.thickness.push_back(7 + more);
        }
      maps.push_back(std::move(m));
    }
    const VaultPrior prior = principalVaults(typical, maps, settings);
    QCOMPARE(prior.modes.size(), std::size_t(1));
    double pixels = 0;
    for (const auto in : prior.region) pixels += in;
    QVERIFY(std::abs(prior.variances[0] / (2 * pixels) - 1) < 0.02);  // mean square of −2 … 2
    const auto& mode = prior.modes[0];
    const double each = std::abs(mode.back()) * std::sqrt(pixels);
    QVERIFY(std::abs(each - 1) < 0.02);                          // the same everywhere
    QVERIFY(std::abs(mode.front()) * std::sqrt(pixels) < 0.01);  // and none of the radius
    QVERIFY(std::abs(prior.thickness[chart.count() / 2 + 48] - 7) < 0.01);
  }

  void mirrorImagesMakeItSymmetric() {
    const PriorSettings settings{.modes = 4};
    const Chart chart{settings.chartSize};
    VaultPrior typical;
    typical.size = chart.size;
    typical.maxPolarRad = chart.maxPolarRad;
    VaultMaps m;
    for (int row = 0; row < chart.size; ++row)
      for (int column = 0; column < chart.size; ++column) {
        m.outer.push_back(75 + (column > 60 ? 3.0f : 0.0f));
        m.thickness.push_back(6);
      }
    const VaultPrior prior = principalVaults(typical, {m, m}, settings);
    const std::size_t left = 48 * 96 + 70, right = 48 * 96 + 25;
    QCOMPARE(prior.outer[left], prior.outer[right]);
  }

  void twoHeadsAreTooFew() { QVERIFY_THROWS_EXCEPTION(Error, trainVaultPrior({{}, {}}, {}, {})); }
};

BREGMA_TEST(PriorTrainingTest, QCoreApplication);
#include "prior_training_test.moc"
