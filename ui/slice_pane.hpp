#pragma once

#include <QPointF>
#include <memory>

#include "ui/vtk_pane.hpp"
#include "viewer/slice_scene.hpp"

namespace bregma {

/// A slice and its mouse: left sets the point (or paints), right drags window and level, middle
/// drags the picture, the wheel scrolls, Ctrl and the wheel zoom.
class SlicePane : public VtkPane {
  Q_OBJECT
 public:
  explicit SlicePane(Orientation orientation, QWidget* parent = nullptr);

  SliceScene& scene() { return *scene_; }
  /// While true, the left button paints instead of moving the point.
  void setBrushOn(bool on);
  /// The brush outline for `radiusMm`, which follows the pointer.
  void setBrushRadius(double radiusMm) { brushRadiusMm_ = radiusMm; }

 Q_SIGNALS:
  void pointPicked(const bregma::Vec3& point);
  void painted(const bregma::Vec3& center);
  void paintEnded();
  void windowLevelDragged(double windowHu, double levelHu);
  void hovered(const bregma::Vec3& point);

 protected:
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  QPointF devicePixel(const QPointF& position) const { return position * devicePixelRatioF(); }
  Vec3 pointAt(const QPointF& position) const;

  std::unique_ptr<SliceScene> scene_;
  QPointF last_;
  bool brushOn_ = false;
  double brushRadiusMm_ = 5;
  int wheel_ = 0;  ///< not yet handed on, in eighths of a degree
};

}  // namespace bregma
