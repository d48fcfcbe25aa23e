#include "ui/case_worker.hpp"

#include "ui/background_job.hpp"

namespace bregma {

CaseWorker::CaseWorker(QObject* parent) : QObject(parent), bench_(new QObject) {
  bench_->moveToThread(&thread_);
  connect(&thread_, &QThread::finished, bench_, &QObject::deleteLater);
  thread_.start();
}

CaseWorker::~CaseWorker() {
  stop_.request_stop();
  thread_.quit();
  thread_.wait();
}

void CaseWorker::run(const Case& wanted, Step last) {
  cancel();
  stop_ = {};
  ++runs_;
  QMetaObject::invokeMethod(
      bench_, [this, wanted, last, stop = stop_.get_token()] { work(wanted, last, stop); },
      Qt::QueuedConnection);
}

void CaseWorker::prepare(const Case& shown) {
  QMetaObject::invokeMethod(
      bench_,
      [this, shown] {
        known_ = layersOf(shown, known_);
        toOwner([this, shown, layers = known_] { Q_EMIT layersReady(shown, layers); });
      },
      Qt::QueuedConnection);
}

void CaseWorker::perform(std::function<void()> job) {
  QMetaObject::invokeMethod(
      bench_,
      [this, job = std::move(job)] {
        std::exception_ptr failure;
        try {
          job();
        } catch (...) {
          failure = std::current_exception();
        }
        toOwner([this, failure] { Q_EMIT performed(failure); });
      },
      Qt::QueuedConnection);
}

void CaseWorker::cancel() { stop_.request_stop(); }

void CaseWorker::work(Case wanted, Step last, std::stop_token stop) {
  const Progress progress(stop, calmed([this](double fraction) {
                            toOwner([this, fraction] { Q_EMIT progressed(fraction); });
                          }));
  const auto onStep = [&](const StepReport& report) {
    toOwner([this, partial = wanted, report] { Q_EMIT stepDone(partial, report); });
    known_ = layersOf(wanted, known_);
    toOwner([this, shown = wanted, layers = known_] { Q_EMIT layersReady(shown, layers); });
  };
  RunEnd end = RunEnd::Done;
  std::exception_ptr failure;
  try {
    wanted.run(last, progress, onStep);
  } catch (const Cancelled&) {
    end = RunEnd::Cancelled;
  } catch (...) {
    end = RunEnd::Failed;
    failure = std::current_exception();
  }
  toOwner([this, wanted, end, failure] {
    --runs_;
    Q_EMIT finished(wanted, end, failure);
  });
}

}  // namespace bregma
