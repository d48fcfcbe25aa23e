#include "planning/gap.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

class GapTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void commonGapEverywhereElse() {
    const ImplantSettings settings{.gapMm = 0.7, .gapRegions = {{{10, 0, 0}, 12, 2}}};
    QCOMPARE(gapAt(settings, {-50, 0, 0}), 0.7);
    QCOMPARE(gapAt(settings, {22, 0, 0}), 0.7);
    QCOMPARE(gapAt({.gapMm = 0.7}, {10, 0, 0}), 0.7);
  }

  void theRegionsOwnWithinTwoThirds() {
    const ImplantSettings settings{.gapMm = 0.7, .gapRegions = {{{10, 0, 0}, 12, 2}}};
    QCOMPARE(gapAt(settings, {10, 0, 0}), 2.0);
    QCOMPARE(gapAt(settings, {18, 0, 0}), 2.0);
    QCOMPARE(gapAt(settings, {20, 0, 0}), 0.5 * (0.7 + 2));
    double before = 2;
    for (double x = 18; x <= 22; x += 0.25) {
      const double gap = gapAt(settings, {x, 0, 0});
      QVERIFY(gap <= before && before - gap < 0.15);
      before = gap;
    }
  }

  void laterRegionsCount() {
    const ImplantSettings settings{.gapMm = 0.5,
                                   .gapRegions = {{{0, 0, 0}, 30, 2}, {{0, 0, 0}, 12, 0}}};
    QCOMPARE(gapAt(settings, {0, 0, 0}), 0.0);
    QCOMPARE(gapAt(settings, {15, 0, 0}), 2.0);
    QCOMPARE(widestGap(settings), 2.0);
    QCOMPARE(widestGap({.gapMm = 3, .gapRegions = settings.gapRegions}), 3.0);
  }
};

BREGMA_TEST(GapTest, QCoreApplication);
#include "gap_test.moc"
