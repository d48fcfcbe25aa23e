#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <filesystem>
#include <functional>
#include <optional>

#include "planning/case.hpp"
#include "planning/history.hpp"
#include "ui/case_worker.hpp"
#include "viewer/picture.hpp"

namespace bregma {

/// The state of a step as a person sees it.
enum class StepStatus { Missing, Stale, Ready, Running, Failed };

/// The one open case of the window: its plan with undo and redo, its runs, its last failure.
/// Lives on the GUI thread and never blocks it.
class CaseSession : public QObject {
  Q_OBJECT
 public:
  explicit CaseSession(QObject* parent = nullptr);

  bool isOpen() const { return !case_.input().empty(); }
  const Case& current() const { return case_; }
  const Plan& plan() const { return history_.now(); }
  const Layers& layers() const { return layers_; }
  StepStatus status(Step step) const;
  bool running() const { return worker_.running(); }
  std::optional<Step> runningStep() const { return runningStep_; }
  /// What stopped the last run; empty when nothing did.
  const QString& failure() const { return failure_; }

  /// Starts anew with an input; nothing is read yet.
  void open(const std::filesystem::path& input, const Plan& plan = {});
  void setFolder(const std::filesystem::path& folder);
  /// Shows a sentence of something that went wrong outside of a run.
  void fail(const QString& sentence);
  void dismissFailure();

  /// One change of the plan that undo takes back. `label` names it in the menu.
  void edit(const QString& label, const std::function<void(Plan&)>& change);
  void undo();
  void redo();
  const History<Plan>& history() const { return history_; }

  void run(Step last);
  /// While on (the default), an edit of the vault's or the implant's settings computes both anew by
  /// itself.
  void setLive(bool on);
  bool live() const { return live_; }
  /// What is painted on the implants; the layers follow.
  void setMap(const std::optional<ImplantMap>& map);
  /// Lays the vaults of all methods beside each other: layers, and `comparison()`.
  void setComparing(bool on);
  bool comparing() const { return comparing_; }
  /// Of the newest defects, when the layers needed one.
  const std::shared_ptr<const VaultComparison>& comparison() const { return comparison_; }
  /// Adds `export/report.pdf` with these pictures to what was exported; in the background.
  void writeReport(const std::vector<Picture>& pictures);
  void cancel();

 Q_SIGNALS:
  void opened();   ///< another input, all results are gone
  void changed();  ///< plan, state of steps, findings or failure
  void progressed(double fraction);
  void layersChanged();
  void exported();  ///< the files are written; the report is not yet
  void reportWritten();

 private:
  void applyPlan();
  void followEdit();
  void stepDone(const Case& partial, Step done);
  void finished(const Case& partial, RunEnd end, const std::exception_ptr& failure);
  std::optional<Step> firstOpenStep(const Case& of, Step last) const;

  Case case_;
  History<Plan> history_{Plan{}};
  Layers layers_;
  QString failure_;
  std::optional<Step> runningStep_, failedStep_;
  Step target_ = Step::Import;
  bool live_ = true, comparing_ = false;
  std::shared_ptr<const VaultComparison> comparison_;
  QTimer pause_;  ///< between an edit and the run that follows it
  CaseWorker worker_;
};

}  // namespace bregma
