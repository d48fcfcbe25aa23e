#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <algorithm>
#include <ctime>
#include <utility>

/// A time during which the event loop did not come round.
struct Gap {
  double wallMs = 0;
  double busyMs = 0;  ///< of it, processor time of this thread: what a quiet machine would show
};

/// Measures the longest gap of the event loop.
class GapMeter {
 public:
  GapMeter() {
    QObject::connect(&timer_, &QTimer::timeout, &timer_, [this] { tick(); });
    resume();
  }
  /// What happens until resume() is not the window's doing.
  void pause() {
    tick();
    timer_.stop();
  }
  void resume() {
    clock_.start();
    busyMs_ = threadMs();
    timer_.start(1);
  }
  /// The longest since the last call.
  Gap take() { return std::exchange(longest_, Gap{}); }

  /// The processor time of the calling thread so far.
  static double threadMs() {
#ifdef CLOCK_THREAD_CPUTIME_ID
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
#else
    return std::clock() * 1e3 / CLOCKS_PER_SEC;
#endif
  }

 private:
  void tick() {
    const double busy = threadMs();
    longest_.wallMs = std::max(longest_.wallMs, clock_.nsecsElapsed() / 1e6);
    longest_.busyMs = std::max(longest_.busyMs, busy - busyMs_);
    clock_.restart();
    busyMs_ = busy;
  }
  QTimer timer_;
  QElapsedTimer clock_;
  double busyMs_ = 0;
  Gap longest_;
};
