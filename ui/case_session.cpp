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

constexpr int pauseMs = 150;  // while numbers are typed or arrows held down

}  // namespace

CaseSession::CaseSession(QObject* parent) : QObject(parent) {
  pause_.setSingleShot(true);
  pause_.setInterval(pauseMs);
  connect(&pause_, &QTimer::timeout, this, &CaseSession::followEdit);
  connect(&worker_, &CaseWorker::progressed, this, &CaseSession::progressed);
  connect(
      &worker_, &CaseWorker::stepDone, this,
      [this](const Case& partial, const StepReport& report) { stepDone(partial, report.step); });
  connect(&worker_, &CaseWorker::layersReady, this,
          [this](const Case& shown, const Layers& layers,
                 const std::shared_ptr<const VaultComparison>& comparison) {
            if (shown.input() != case_.input()) return;
            layers_ = layers;
            comparison_ = comparison;
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
  comparison_.reset();
  pause_.stop();
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
  pause_.start();
  Q_EMIT changed();
}

void CaseSession::setLive(bool on) {
  live_ = on;
  if (on) pause_.start();
}

void CaseSession::setMap(const std::optional<ImplantMap>& map) {
  worker_.setMap(map);
  if (isOpen()) worker_.prepare(case_);
}

void CaseSession::setComparing(bool on) {
  comparing_ = on;
  worker_.setComparing(on);
  if (isOpen()) worker_.prepare(case_);
  Q_EMIT changed();
}

// What was there, up to the implant, and only when all before the vault is there: an edit of the
// bone is for a person to run.
void CaseSession::followEdit() {
  const bool vault =
      case_.state(Step::Vault) == StepState::Stale && case_.state(Step::Defect) == StepState::Ready;
  const bool implant = case_.state(Step::Implant) == StepState::Stale &&
                       (vault || case_.state(Step::Vault) == StepState::Ready);
  if (!live_ || !(vault || implant) || (running() && target_ > Step::Implant)) return;
  run(implant ? Step::Implant : Step::Vault);
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
  if (end == RunEnd::Done) pause_.start();  // for what was edited meanwhile
  Q_EMIT changed();
  if (end == RunEnd::Done && case_.state(Step::Export) == StepState::Ready &&
      target_ == Step::Export)
    Q_EMIT exported();
}

}  // namespace bregma
