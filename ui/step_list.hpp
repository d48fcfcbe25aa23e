#pragma once

#include <QListWidget>

#include "model/step.hpp"
#include "ui/case_session.hpp"

namespace bregma {

/// The eight steps with their state as an icon and a word.
class StepList : public QListWidget {
  Q_OBJECT
 public:
  explicit StepList(QWidget* parent = nullptr);

  void showStatus(Step step, StepStatus status);
  Step current() const { return Step(currentRow()); }

 Q_SIGNALS:
  void chosen(bregma::Step step);
};

/// "ready", "running" … as a person reads it.
QString statusText(StepStatus status);
QColor statusColor(StepStatus status);

}  // namespace bregma
