#include "ui/case_worker.hpp"

#include "planning/vault.hpp"
#include "ui/background_job.hpp"
#include "ui/background_priority.hpp"

namespace bregma {

CaseWorker::CaseWorker(QObject* parent) : QObject(parent), bench_(new QObject) {
  bench_->moveToThread(&thread_);
  connect(&thread_, &QThread::finished, bench_, &QObject::deleteLater);
  connect(&thread_, &QThread::started, bench_, stepBehindTheWindow);
  thread_.start();
}

CaseWorker::~CaseWorker() {
  stop_.request_stop();
  closing_.request_stop();
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

void CaseWorker::setMap(const std::optional<ImplantMap>& map) {
  QMetaObject::invokeMethod(
      bench_, [this, map] { map_ = map; }, Qt::QueuedConnection);
}

void CaseWorker::setComparing(bool on) {
  QMetaObject::invokeMethod(
      bench_, [this, on] { comparing_ = on; }, Qt::QueuedConnection);
}

void CaseWorker::prepare(const Case& shown) {
  QMetaObject::invokeMethod(
      bench_, [this, shown] { makeLayers(shown); }, Qt::QueuedConnection);
}

void CaseWorker::makeLayers(const Case& shown) {
  const bool wanted = comparing_ || map_ == ImplantMap::Disagreement;
  if (wanted) compare(shown);
  const auto comparison = wanted ? comparison_ : nullptr;
  known_ = layersOf(shown, known_, map_, comparison, comparing_);
  toOwner([this, shown, layers = known_, comparison] {
    Q_EMIT layersReady(shown, layers, comparison);
  });
}

/// Once for each defect and least thickness; what fails is told, and not tried again.
void CaseWorker::compare(const Case& shown) {
  const auto bone = shown.bone();
  const auto defects = shown.defects();
  const auto head = shown.head();
  const double minThicknessMm = shown.plan().vault.minThicknessMm;
  if (!bone || !head || !defects || defects->regions.empty()) {
    comparison_.reset();
    compared_.reset();
    return;
  }
  if (defects == compared_ && minThicknessMm == comparedMm_) return;
  comparison_.reset();
  compared_ = defects;
  comparedMm_ = minThicknessMm;
  try {
    comparison_ = std::make_shared<const VaultComparison>(
        compareVaults(*bone, *defects, *head, minThicknessMm, Progress(closing_.get_token(), {})));
  } catch (const Cancelled&) {
    compared_.reset();
  } catch (...) {
    toOwner([this, failure = std::current_exception()] { Q_EMIT performed(failure); });
  }
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
    makeLayers(wanted);
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
