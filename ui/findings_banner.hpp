#pragma once

#include <QFrame>
#include <QScrollArea>
#include <QToolButton>
#include <vector>

#include "model/error.hpp"

class QLabel;
class QVBoxLayout;

namespace bregma {

/// Above the panes: what went wrong, and what a person must judge. Never modal.
class FindingsBanner : public QFrame {
  Q_OBJECT
 public:
  explicit FindingsBanner(QWidget* parent = nullptr);

  /// An empty sentence hides the line.
  void showFailure(const QString& sentence);
  void showFindings(const std::vector<Finding>& findings,
                    const std::vector<FindingCode>& acknowledged);

 Q_SIGNALS:
  void dismissed();
  void placeChosen(const bregma::Vec3& place);
  void acknowledged(bregma::FindingCode code, bool yes);

 private:
  QWidget* failureLine();
  void rebuild();
  QWidget* rowOf(const Finding& finding);
  void adapt();

  QWidget* failureLine_ = nullptr;
  QLabel* failureText_ = nullptr;
  QToolButton* fold_ = nullptr;
  QScrollArea* area_ = nullptr;
  std::vector<Finding> findings_;
  std::vector<FindingCode> acknowledged_;
};

}  // namespace bregma
