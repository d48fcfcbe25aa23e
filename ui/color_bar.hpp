#pragma once

#include <QWidget>

#include "viewer/color_scale.hpp"

namespace bregma {

/// A color scale as a bar with its numbers in mm.
class ColorBar : public QWidget {
  Q_OBJECT
 public:
  explicit ColorBar(QWidget* parent = nullptr);
  void setScale(const ColorScale& scale);
  const ColorScale& scale() const { return scale_; }
  QSize sizeHint() const override { return {200, 28}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  ColorScale scale_;
};

}  // namespace bregma
