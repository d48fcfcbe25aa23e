#include "model/weighted.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

class WeightedTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theWeightDecides() {
    const std::vector<Weighted> values{{5, 1}, {1, 7}, {3, 2}};
    QCOMPARE(quantileOf(values, 0, 9), 1.0);
    QCOMPARE(quantileOf(values, 0.7, 9), 1.0);
    QCOMPARE(quantileOf(values, 0.71, 9), 3.0);
    QCOMPARE(quantileOf(values, 0.95, 9), 5.0);
    QCOMPARE(quantileOf({}, 0.5, 9), 9.0);
  }
};

BREGMA_TEST(WeightedTest, QCoreApplication);
#include "weighted_test.moc"
