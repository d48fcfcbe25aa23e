#include <sys/resource.h>

#include <QCoreApplication>
#include <QTest>
#include <cstdint>
#include <vector>

#include "tests/room.hpp"

class AllocatorTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void volumesCostFewPageFaults() {
    constexpr std::size_t bytes = 100'000'000, smallPages = bytes / 4096;
    const auto faults = [] {
      rusage use{};
      getrusage(RUSAGE_SELF, &use);
      return use.ru_minflt;
    };
    const auto make = [&] {
      const long before = faults();
      const std::vector<std::uint8_t> volume(bytes, 7);
      return volume.back() == 7 ? faults() - before : -1;
    };
    const long first = make(), again = make();
    QVERIFY(first >= 0 && again >= 0);
    QVERIFY2(again < long(smallPages) / 20, qPrintable(QString::number(again)));
  }
};

BREGMA_TEST(AllocatorTest, QCoreApplication);
#include "allocator_test.moc"
