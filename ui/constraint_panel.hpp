#pragma once

#include <QListWidget>
#include <memory>

#include "planning/case.hpp"
#include "planning/constraints.hpp"

namespace bregma {

/// The numbers of the implants against their limits: one row each, with a sign for its state.
/// Choosing a row asks to look at its worst place.
class ConstraintPanel : public QListWidget {
  Q_OBJECT
 public:
  explicit ConstraintPanel(QWidget* parent = nullptr);

  /// The newest implants of a case; grayed while they are out of date. Empty without implants.
  void showCase(const Case& shown);

 Q_SIGNALS:
  void placeChosen(const bregma::Vec3& place);

 private:
  struct Row {
    int implant = 0;  ///< counted from 0
    Constraint constraint;
  };
  void addHeading(const QString& text);
  void addRow(const Row& row);

  std::shared_ptr<const Implants> implants_;
  Plan plan_;
  std::vector<Row> rows_;
};

}  // namespace bregma
