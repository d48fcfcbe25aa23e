#include "training/memory_meter.hpp"

#include <QCoreApplication>
#include <QTest>
#include <vector>

#include "tests/room.hpp"

using namespace bregma;

class MemoryMeterTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void seesWhatIsTakenAndForgetsWhatWasBefore() {
    const auto take = [](std::size_t mb) { return std::vector<char>(mb * 1000000, 1).back(); };
    QCOMPARE(take(300), char(1));
    const MemoryMeter meter;
    QCOMPARE(take(100), char(1));
#ifdef __linux__
    QVERIFY2(meter.peakMb() > 90 && meter.peakMb() < 130, QByteArray::number(meter.peakMb()));
#else
    QVERIFY(meter.peakMb() >= 0);
#endif
  }
};

BREGMA_TEST(MemoryMeterTest, QCoreApplication);
#include "memory_meter_test.moc"
