#include "viewer/frame_timing.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

class FrameTimingTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void guessesBeforeTheFirstFrame() {
    const FrameTiming timing;
    QCOMPARE(timing.trianglesWithin(20), std::size_t(40'000));
  }
  void learnsFromFrames() {
    FrameTiming slow, quick;
    for (const std::size_t n : {40'000, 80'000, 160'000}) {
      slow.add(n, 4 + double(n) * 1e-3);
      quick.add(n, 1 + double(n) * 1e-5);
    }
    QVERIFY(slow.trianglesWithin(35) < 40'000);
    QVERIFY(quick.trianglesWithin(35) > 1'000'000);
    QVERIFY(slow.trianglesWithin(16) < slow.trianglesWithin(35));
    QCOMPARE(slow.trianglesWithin(0), std::size_t(0));
  }
  void oneSlowFrameSaysLittle() {
    FrameTiming timing;
    timing.add(100'000, 12);
    const std::size_t before = timing.trianglesWithin(35);
    timing.add(100'000, 900);  // waited for something else
    QVERIFY(timing.trianglesWithin(35) >= before);
  }
  void smallFramesTellNothing() {
    FrameTiming timing;
    timing.add(10, 5);
    QCOMPARE(timing.trianglesWithin(20), FrameTiming().trianglesWithin(20));
  }
};

BREGMA_TEST(FrameTimingTest, QCoreApplication);
#include "frame_timing_test.moc"
