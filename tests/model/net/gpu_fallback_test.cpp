#include "model/net/gpu_fallback.hpp"

#include <QtTest>
#include <stdexcept>

#include "tests/room.hpp"

using namespace bregma;

class GpuFallbackTest : public QObject {
  Q_OBJECT
  static int onGpu(const char* problem) {
    if (problem) throw std::runtime_error(problem);
    return 1;
  }
  static int run(bool gpu, const char* problem, bool& memoryShort) {
    return onGpuOrCpu(
        gpu, memoryShort, [&] { return onGpu(problem); }, [] { return 2; });
  }

 private Q_SLOTS:
  void takesTheGpuWhereThereIsOne() {
    bool memoryShort = false;
    QCOMPARE(run(true, nullptr, memoryShort), 1);
    QCOMPARE(run(false, nullptr, memoryShort), 2);
    QVERIFY(!memoryShort);
  }
  void tooLittleMemoryGoesToTheProcessor() {
    bool memoryShort = false;
    QCOMPARE(run(true, "CUDA out of memory. Tried to allocate 2.00 GiB", memoryShort), 2);
    QVERIFY(memoryShort);
  }
  void otherFailuresArePassedOn() {
    bool memoryShort = false;
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, run(true, "an illegal access", memoryShort));
    QVERIFY(!memoryShort);
  }
};

BREGMA_TEST(GpuFallbackTest, QCoreApplication);
#include "gpu_fallback_test.moc"
