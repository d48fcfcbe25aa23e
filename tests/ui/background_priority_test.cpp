#include "ui/background_priority.hpp"

#include <QCoreApplication>
#include <QTest>
#include <thread>

#include "tests/room.hpp"

#ifdef __linux__
#include <sys/resource.h>
#endif

using namespace bregma;

class BackgroundPriorityTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void onlyTheThreadAndItsOwnStepBehind() {
#ifdef __linux__
    const auto niceness = [] { return getpriority(PRIO_PROCESS, 0); };
    const int before = niceness();
    int thread = 0, child = 0;
    std::thread([&] {
      stepBehindTheWindow();
      thread = niceness();
      std::thread([&] { child = niceness(); }).join();
    }).join();
    QVERIFY(thread > before || before >= 19);
    QCOMPARE(child, thread);
    QCOMPARE(niceness(), before);
#else
    QSKIP("No portable way to ask");
#endif
  }
};

BREGMA_TEST(BackgroundPriorityTest, QCoreApplication);
#include "background_priority_test.moc"
