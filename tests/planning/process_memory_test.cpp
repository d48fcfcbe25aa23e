#include "planning/process_memory.hpp"

#include <QtTest>
#include <vector>

class ProcessMemoryTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void growsWithWhatIsHeldAndNeverShrinks() {
    const double before = bregma::peakMemoryMb();
    QVERIFY(before > 1);
    {
      std::vector<char> large(200'000'000, 'x');
      QCOMPARE(large[12345], 'x');
    }
    const double after = bregma::peakMemoryMb();
    QVERIFY2(after > before + 150 && after < before + 300, QByteArray::number(after - before));
  }
};

QTEST_APPLESS_MAIN(ProcessMemoryTest)
#include "process_memory_test.moc"
