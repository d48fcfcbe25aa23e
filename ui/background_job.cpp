#include "ui/background_job.hpp"

#include <chrono>

#include "model/error.hpp"
#include "ui/background_priority.hpp"
#include "ui/messages.hpp"

namespace bregma {
namespace {

constexpr std::chrono::milliseconds progressPause{33};

QString sentenceOf(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    return sentence(error);
  } catch (const std::exception& bug) {
    return BackgroundJob::tr("An internal error: %1.").arg(QString::fromUtf8(bug.what()));
  }
}

}  // namespace

Progress::Sink calmed(Progress::Sink sink) {
  using Clock = std::chrono::steady_clock;
  return [sink = std::move(sink), last = Clock::time_point{}](double fraction) mutable {
    const auto now = Clock::now();
    if (now - last < progressPause) return;
    last = now;
    sink(fraction);
  };
}

BackgroundJob::BackgroundJob(QObject* parent) : QObject(parent), bench_(new QObject) {
  bench_->moveToThread(&thread_);
  connect(&thread_, &QThread::finished, bench_, &QObject::deleteLater);
  connect(&thread_, &QThread::started, bench_, stepBehindTheWindow);
  thread_.start();
}

BackgroundJob::~BackgroundJob() {
  stop_.request_stop();
  thread_.quit();
  thread_.wait();
}

void BackgroundJob::cancel() { stop_.request_stop(); }

void BackgroundJob::start(Work work) {
  cancel();
  stop_ = {};
  ++running_;
  QMetaObject::invokeMethod(
      bench_, [this, work = std::move(work), stop = stop_.get_token()] { run(work, stop); },
      Qt::QueuedConnection);
}

void BackgroundJob::run(const Work& work, const std::stop_token& stop) {
  const Progress progress(stop, calmed([this](double fraction) {
                            toOwner([this, fraction] { Q_EMIT progressed(fraction); });
                          }));
  Finish finish;
  std::exception_ptr failure;
  try {
    progress.at(0);
    finish = work(progress);
  } catch (const Cancelled&) {
  } catch (...) {
    failure = std::current_exception();
  }
  toOwner([this, finish, failure, stop] {
    --running_;
    if (!stop.stop_requested() && finish) finish();
    if (!stop.stop_requested() && failure) Q_EMIT failed(sentenceOf(failure));
    if (running_ == 0) Q_EMIT ended();
  });
}

}  // namespace bregma
