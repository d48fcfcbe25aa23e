#include "training/random.hpp"

#include <QCoreApplication>
#include <QTest>
#include <vector>

#include "tests/room.hpp"

using namespace bregma;

class RandomTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theSameSeedGivesTheSameNumbers() {
    Random a(7), b(7), c(8);
    const auto first = a.bits();
    QCOMPARE(b.bits(), first);
    QVERIFY(c.bits() != first);
  }
  void itemsDoNotDependOnEachOther() {
    Random third(5, 3), again(5, 3), fourth(5, 4);
    const auto value = third.bits();
    QCOMPARE(again.bits(), value);
    QVERIFY(fourth.bits() != value);
  }
  void neverChanges() {  // what was trained with a seed can be trained again
    Random r(1);
    QCOMPARE(r.bits(), 10387686228968481322ull);
  }
  void unitIsEven() {
    Random r(3);
    std::vector<int> bins(10, 0);
    for (int i = 0; i < 100000; ++i) ++bins[std::size_t(10 * r.unit())];
    for (const int count : bins) QVERIFY(std::abs(count - 10000) < 500);
  }
  void normalHasUnitVariance() {
    Random r(4);
    double sum = 0, squares = 0;
    for (int i = 0; i < 100000; ++i) {
      const double v = r.normal();
      sum += v;
      squares += v * v;
    }
    QVERIFY(std::abs(sum / 1e5) < 0.02);
    QVERIFY(std::abs(squares / 1e5 - 1) < 0.03);
  }
};

BREGMA_TEST(RandomTest, QCoreApplication);
#include "random_test.moc"
