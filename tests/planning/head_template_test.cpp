#include "planning/head_template.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>

#include "tests/planning/egg_prior.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

// The typical head's outer table in a frame of its own, without its left front quarter.
std::vector<Vec3> pointsOf(const VaultPrior& prior, const HeadFrame& frame, double scale) {
  const Chart chart{prior.size, prior.maxPolarRad};
  std::vector<Vec3> points;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column)
      if (chart.polarRad(column, row) < 1.8 && !(column > 48 && row < 48))
        points.push_back(frame.toPatient(chart.direction(column, row) * scale *
                                         double(prior.outer[std::size_t(row) * 96 + column])));
  return points;
}

}  // namespace

class HeadTemplateTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void findsPitchHeightAndSize() {
    const VaultPrior prior = eggPrior();
    HeadFrame truth;
    truth.center = {10, -20, 30};
    const auto points = pointsOf(prior, truth, 1.05);
    TypicalFit start{truth};
    start.frame.center = truth.center + Vec3{0, 4, -3};
    start.frame.patientFromHead = rotation({1, 0, 0}, 0.12);
    const TypicalFit fit = fitPointsToTypicalHead(points, start, prior);
    QVERIFY(length(fit.frame.center - truth.center) < 0.2);
    QVERIFY(std::abs(fit.scale - 1.05) < 0.003);
    QVERIFY(std::abs(fit.frame.patientFromHead.columns[1].z) < 0.004);
    QVERIFY(fit.medianMm < 0.1);
  }

  // Points moved below the vault do not count: that must not pass for a good fit.
  void gainsNothingByLosingPoints_data() {
    QTest::addColumn<double>("nodRad");
    QTest::addColumn<double>("superior");
    for (const double nod : {-0.7, 0.0, 0.7})
      for (const double superior : {-60.0, 0.0, 60.0})
        QTest::addRow("%.1f rad, %.0f mm", nod, superior) << nod << superior;
  }

  void gainsNothingByLosingPoints() {
    QFETCH(double, nodRad);
    QFETCH(double, superior);
    const VaultPrior prior = eggPrior();
    TypicalFit fit{HeadFrame{}};
    fit.frame.center = {0, 0, superior};
    fit.frame.patientFromHead = rotation({1, 0, 0}, nodRad);
    const auto points = pointsOf(prior, {}, 1);
    for (int round = 0; round < 3; ++round) fit = fitPointsToTypicalHead(points, fit, prior);
    const bool there = length(fit.frame.center) < 1;
    QVERIFY2(there || fit.medianMm > 0.2, qPrintable(QString::number(fit.medianMm)));
    QVERIFY2(length(fit.frame.center) < 70, qPrintable(QString::number(fit.frame.center.z)));
  }

  void staysInTheMirrorPlane() {
    const VaultPrior prior = eggPrior();
    TypicalFit start{HeadFrame{}};
    start.frame.patientFromHead = rotation({0, 0, 1}, 0.2);
    start.frame.center = {5, 0, 0};
    const auto fit = fitPointsToTypicalHead(pointsOf(prior, {}, 1), start, prior);
    const Vec3 left = fit.frame.patientFromHead.columns[0];
    QVERIFY(length(left - start.frame.patientFromHead.columns[0]) < 1e-9);
    QVERIFY(std::abs(dot(left, fit.frame.center - start.frame.center)) < 1e-9);
  }
};

BREGMA_TEST(HeadTemplateTest, QCoreApplication);
#include "head_template_test.moc"
