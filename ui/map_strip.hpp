#pragma once

#include <QComboBox>
#include <QWidget>
#include <optional>

#include "model/plan.hpp"
#include "planning/implant_maps.hpp"
#include "ui/color_bar.hpp"

namespace bregma {

/// How the values of a map are colored: around the limits of the plan.
ColorScale scaleOf(ImplantMap map, const Plan& plan);

/// Under the 3-D pane: which map is painted on the implant, and what its colors mean.
class MapStrip : public QWidget {
  Q_OBJECT
 public:
  explicit MapStrip(QWidget* parent = nullptr);

  std::optional<ImplantMap> map() const;
  void setPlan(const Plan& plan);
  const ColorScale& scale() const { return bar_->scale(); }

 Q_SIGNALS:
  void mapChosen();
  void scaleChanged();

 private:
  void updateScale();

  QComboBox* choice_;
  ColorBar* bar_;
  Plan plan_;
};

}  // namespace bregma
