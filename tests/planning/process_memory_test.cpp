#include "planning/process_memory.hpp"

#include <QCoreApplication>
#include <QTest>
#include <vector>

#include "tests/room.hpp"

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

BREGMA_TEST(ProcessMemoryTest, QCoreApplication);
#include "process_memory_test.moc"
