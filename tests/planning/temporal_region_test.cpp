#include "planning/temporal_region.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

class TemporalRegionTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void liesLowOnBothSides() {
    for (const double side : {-1.0, 1.0}) {
      QCOMPARE(temporalShare({side * 70, -10, 0}), 1.0);
      QCOMPARE(temporalShare({side * 60, -30, -20}), 1.0);
    }
  }
  void notOnTopBeforeOrBehind() {
    QCOMPARE(temporalShare({0, 0, 85}), 0.0);
    QCOMPARE(temporalShare({50, 0, 60}), 0.0);
    QCOMPARE(temporalShare({0, -90, 0}), 0.0);
    QCOMPARE(temporalShare({10, 90, 0}), 0.0);
  }
  void fadesWithoutAStep() {
    double before = temporalShare({70, 0, 0});
    for (double z = 0; z < 60; z += 0.5) {
      const double share = temporalShare({70, 0, z});
      QVERIFY(share <= before && before - share < 0.06);
      before = share;
    }
    QCOMPARE(before, 0.0);
  }
};

BREGMA_TEST(TemporalRegionTest, QCoreApplication);
#include "temporal_region_test.moc"
