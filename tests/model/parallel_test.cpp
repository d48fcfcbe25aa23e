#include "model/parallel.hpp"

#include <QCoreApplication>
#include <QTest>
#include <atomic>
#include <chrono>
#include <thread>

#include "model/io/each_slice.hpp"
#include "tests/room.hpp"

using namespace bregma;

class ParallelTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyIndexOnce_data() {
    QTest::addColumn<int>("count");
    for (const int count : {0, 1, 2, 3, 17, 1000})
      QTest::newRow(QByteArray::number(count).constData()) << count;
  }
  void everyIndexOnce() {
    QFETCH(int, count);
    std::vector<std::atomic<int>> seen(std::size_t(count) + 1);
    parallelFor(count, [&](int begin, int end) {
      for (int i = begin; i < end; ++i) ++seen[std::size_t(i)];
    });
    for (int i = 0; i < count; ++i) QCOMPARE(seen[std::size_t(i)].load(), 1);
    QCOMPARE(seen.back().load(), 0);
  }

  void theLowestFailureIsThrownWhenAllHaveEnded() {
    std::atomic<int> ended = 0;
    try {
      parallelFor(100, [&](int begin, int end) {
        ended += end - begin;
        if (begin > 0) throw begin;
      });
      QFAIL("the failures were lost");
    } catch (int begin) {
      QVERIFY(begin > 0 && begin <= 50);
    }
    QCOMPARE(ended.load(), 100);
  }

  void progressComesFromTheCaller() {
    const auto caller = std::this_thread::get_id();
    double last = -1;
    bool grows = true, mine = true;
    forEachSlice(50,
                 Progress({},
                          [&](double f) {
                            mine &= std::this_thread::get_id() == caller;
                            grows &= f >= last;
                            last = f;
                          }),
                 [](int) { std::this_thread::sleep_for(std::chrono::milliseconds(1)); });
    QVERIFY(mine && grows && last > 0.2 && last < 1);
  }

  void twoRunAtTheSameTime() {
    std::atomic<int> waiting = 0;
    const auto meet = [&] {
      ++waiting;
      for (int i = 0; i < 5000 && waiting < 2; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    };
    inParallel(meet, meet);
    QCOMPARE(waiting, 2);
    bool other = false;
    QVERIFY_THROWS_EXCEPTION(
        std::runtime_error,
        inParallel([] { throw std::runtime_error("first"); }, [&] { other = true; }));
    QVERIFY(other);
  }

  void cancelEndsAllSoon() {
    std::stop_source stop;
    std::atomic<int> done = 0;
    const Progress progress(stop.get_token(), {});
    QVERIFY_THROWS_EXCEPTION(Cancelled, forEachSlice(10'000, progress, [&](int) {
                               if (++done == 20) stop.request_stop();
                               std::this_thread::sleep_for(std::chrono::microseconds(100));
                             }));
    QVERIFY(done < 5000);
  }
};

BREGMA_TEST(ParallelTest, QCoreApplication);
#include "parallel_test.moc"
