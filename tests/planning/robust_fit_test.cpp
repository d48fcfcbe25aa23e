#include "planning/robust_fit.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>

#include "tests/room.hpp"

using namespace bregma;

class RobustFitTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void lineThroughPointsWithOutliers() {
    // y = 2x + 1; every fifth point is 50 off, every seventh is missing.
    const Residuals residuals = [](const std::vector<double>& p) {
      std::vector<double> e;
      for (int x = 0; x < 100; ++x) {
        const double y = 2 * x + 1 + (x % 5 == 0 ? 50 : 0);
        e.push_back(x % 7 == 0 ? std::nan("") : p[0] * x + p[1] - y);
      }
      return e;
    };
    const auto line = robustFit(residuals, {0, 0}, {1e-3, 1e-3}, 0.5);
    QVERIFY(std::abs(line[0] - 2) < 0.01);
    QVERIFY(std::abs(line[1] - 1) < 0.6);  // the least squares line is 10 off
  }

  void nothingToFitKeepsTheStart() {
    const Residuals none = [](const std::vector<double>&) {
      return std::vector<double>(4, std::nan(""));
    };
    QCOMPARE(robustFit(none, {3, 4}, {1, 1}, 1), (std::vector<double>{3, 4}));
  }
};

BREGMA_TEST(RobustFitTest, QCoreApplication);
#include "robust_fit_test.moc"
