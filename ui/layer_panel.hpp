#pragma once

#include <QCheckBox>
#include <QSlider>
#include <QWidget>
#include <array>

#include "ui/layers.hpp"

namespace bregma {

/// What the panes show: one row a kind of mesh, with a checkbox and an opacity.
class LayerPanel : public QWidget {
  Q_OBJECT
 public:
  explicit LayerPanel(QWidget* parent = nullptr);

  /// Only what exists can be shown.
  void setPresent(const Layers& layers);
  void setShown(LayerKind kind, bool shown);

 Q_SIGNALS:
  void visibleChanged(bregma::LayerKind kind, bool visible);
  void opacityChanged(bregma::LayerKind kind, double opacity);

 private:
  struct Row {
    QCheckBox* visible = nullptr;
    QSlider* opacity = nullptr;
  };
  std::array<Row, allLayerKinds.size()> rows_;
};

}  // namespace bregma
