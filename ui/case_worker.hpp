#pragma once

#include <QObject>
#include <QThread>
#include <exception>
#include <functional>
#include <stop_token>

#include "planning/case.hpp"
#include "ui/layers.hpp"

namespace bregma {

/// How a run ended.
enum class RunEnd { Done, Cancelled, Failed };

/// Runs copies of a case on one thread of its own. Every function and every signal belongs to the
/// thread that made the worker; values cross by queued calls only.
class CaseWorker : public QObject {
  Q_OBJECT
 public:
  explicit CaseWorker(QObject* parent = nullptr);
  /// Cancels and waits: at most for the cancel grain of a step.
  ~CaseWorker() override;

  /// Runs a copy of `wanted` up to and with `last`; a run that is going on is cancelled first.
  void run(const Case& wanted, Step last);
  /// What is painted on the implants, and whether the methods are laid beside each other, from the
  /// next job on.
  void setMap(const std::optional<ImplantMap>& map);
  void setComparing(bool on);
  /// Only makes the layers of a case ready for the eye.
  void prepare(const Case& shown);
  /// Does something else with results, after the jobs before it.
  void perform(std::function<void()> job);
  void cancel();
  bool running() const { return runs_ > 0; }

 Q_SIGNALS:
  /// `failure` is empty when the job of perform() went well.
  void performed(std::exception_ptr failure);
  /// 0..1 of the run; at most 30 times a second.
  void progressed(double fraction);
  void stepDone(const bregma::Case& partial, const bregma::StepReport& report);
  /// `comparison` is empty unless it was asked for.
  void layersReady(const bregma::Case& shown, const bregma::Layers& layers,
                   const std::shared_ptr<const bregma::VaultComparison>& comparison);
  /// `running()` is already false when no other run waits. `failure` is set when `end` is Failed.
  void finished(const bregma::Case& partial, bregma::RunEnd end, std::exception_ptr failure);

 private:
  void work(Case wanted, Step last, std::stop_token stop);
  void makeLayers(const Case& shown);
  void compare(const Case& shown);
  template <class Call>
  void toOwner(Call call) {
    QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
  }

  QThread thread_;
  QObject* bench_;  ///< lives on the thread; its event queue is the list of jobs
  std::stop_source stop_, closing_;
  int runs_ = 0;
  // Touched on the thread only.
  Layers known_;
  std::optional<ImplantMap> map_;
  bool comparing_ = false;
  std::shared_ptr<const VaultComparison> comparison_;
  std::shared_ptr<const Defects> compared_;  ///< what it was made for
  double comparedMm_ = 0;                    ///< and with which least thickness
};

}  // namespace bregma
