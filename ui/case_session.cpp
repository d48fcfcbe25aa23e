#include "ui/case_session.hpp"

#include <QCoreApplication>

#include "ui/messages.hpp"
#include "ui/report.hpp"

namespace bregma {
namespace {

QString sentenceOf(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    return sentence(error);
  } catch (const std::exception& bug) {
    return CaseSession::tr("An internal error stopped the step: %1. Your plan is unchanged.")
        .arg(QString::fromUtf8(bug.what()));
  } catch (...) {
    return CaseSession::tr("An internal error stopped the step. Your plan is unchanged.");
  }
}

}  // namespace

CaseSession::CaseSession(QObject* parent) : QObject(parent) {
  connect(&worker_, &CaseWorker::progressed, this, &CaseSession::progressed);
  connect(
      &worker_, &CaseWorker::stepDone, this,
      [this](const Case& partial, const StepReport& report) { stepDone(partial, report.step); });
  connect(&worker_, &CaseWorker::layersReady, this,
          [this](const Case& shown, const Layers& layers) {
            if (shown.input() != case_.input()) return;
            layers_ = layers;
            Q_EMIT layersChanged();
          });
  connect(&worker_, &CaseWorker::finished, this, &CaseSession::finished);
  connect(&worker_, &CaseWorker::performed, this, [this](const std::exception_ptr& failure) {
    if (failure)
      fail(sentenceOf(failure));
    else
      Q_EMIT reportWritten();
  });
}

StepStatus CaseSession::status(Step step) const {
  if (runningStep_ == step) return StepStatus::Running;
  if (failedStep_ == step) return StepStatus::Failed;
  switch (case_.state(step)) {
    case StepState::Ready: return StepStatus::Ready;
    case StepState::Stale: return StepStatus::Stale;
    case StepState::Missing: break;
  }
  return StepStatus::Missing;
}

void CaseSession::open(const std::filesystem::path& input, const Plan& plan) {
  worker_.cancel();
  const auto folder = case_.folder();
  case_ = Case(input, plan);
  case_.setFolder(folder);
  history_ = History<Plan>(plan);
  layers_.clear();
  failure_.clear();
  runningStep_ = failedStep_ = std::nullopt;
  Q_EMIT opened();
  Q_EMIT layersChanged();
  Q_EMIT changed();
}

void CaseSession::setFolder(const std::filesystem::path& folder) {
  case_.setFolder(folder);
  Q_EMIT changed();
}

void CaseSession::fail(const QString& sentence) {
  failure_ = sentence;
  Q_EMIT changed();
}

void CaseSession::dismissFailure() { fail(QString()); }

void CaseSession::edit(const QString& label, const std::function<void(Plan&)>& change) {
  history_.edit(label.toStdString(), change);
  applyPlan();
}

void CaseSession::undo() {
  if (history_.undo()) applyPlan();
}

void CaseSession::redo() {
  if (history_.redo()) applyPlan();
}

void CaseSession::applyPlan() {
  if (case_.plan() == history_.now()) return;
  case_.setPlan(history_.now());
  if (!running()) failedStep_ = std::nullopt;
  if (isOpen() && !running()) worker_.prepare(case_);
  Q_EMIT changed();
}

void CaseSession::run(Step last) {
  if (!isOpen()) return;
  failure_.clear();
  failedStep_ = std::nullopt;
  target_ = last;
  runningStep_ = firstOpenStep(case_, last);
  worker_.run(case_, last);
  Q_EMIT changed();
}

void CaseSession::writeReport(const std::vector<Picture>& pictures) {
  worker_.perform([done = case_, pictures, version = QCoreApplication::applicationVersion()] {
    bregma::writeReport(done.folder() / "export/report.pdf", reportOf(done, pictures, version));
  });
}

void CaseSession::cancel() { worker_.cancel(); }

std::optional<Step> CaseSession::firstOpenStep(const Case& of, Step last) const {
  for (const Step step : allSteps)
    if (step <= last && of.state(step) != StepState::Ready) return step;
  // An export is always written anew.
  return last == Step::Export ? std::optional(last) : std::nullopt;
}

void CaseSession::stepDone(const Case& partial, Step done) {
  if (partial.input() != case_.input()) return;
  case_.adopt(partial);
  runningStep_ = done < target_ ? firstOpenStep(partial, target_) : std::nullopt;
  Q_EMIT changed();
}

void CaseSession::finished(const Case& partial, RunEnd end, const std::exception_ptr& failure) {
  if (partial.input() != case_.input()) return;
  case_.adopt(partial);
  if (running()) return;
  runningStep_ = std::nullopt;
  if (end == RunEnd::Failed) {
    failedStep_ = firstOpenStep(partial, target_);
    failure_ = sentenceOf(failure);
  }
  worker_.prepare(case_);
  Q_EMIT changed();
  if (end == RunEnd::Done && case_.state(Step::Export) == StepState::Ready &&
      target_ == Step::Export)
    Q_EMIT exported();
}

}  // namespace bregma
