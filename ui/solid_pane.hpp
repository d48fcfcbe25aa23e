#pragma once

#include <QElapsedTimer>
#include <QPointF>
#include <QTimer>
#include <memory>

#include "ui/vtk_pane.hpp"
#include "viewer/solid_scene.hpp"

namespace bregma {

/// The 3-D pane and its mouse: left turns (or paints, or drags the ball of an arrow), middle or
/// Shift+left pans, right or the wheel zooms, a double click moves the crosshair.
class SolidPane : public VtkPane {
  Q_OBJECT
 public:
  explicit SolidPane(QWidget* parent = nullptr);

  SolidScene& scene() { return *scene_; }
  void setBrushOn(bool on);
  /// Draws coarse now and fine after a rest: for what may change many times a second.
  void redraw();
  /// Moves the camera there within half a second; at once where nobody sees it.
  void flyTo(const CameraPose& pose);
  bool flying() const { return flight_.isActive(); }
  bool drawFrame() override;

 Q_SIGNALS:
  void pointPicked(const bregma::Vec3& point);
  void painted(const bregma::Vec3& center);
  void paintEnded();
  /// Its ball is being dragged there, seen from the seat; unit. And it was let go.
  void arrowDragged(int arrow, const bregma::Vec3& outward);
  void arrowDropped(int arrow);

 protected:
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;

 private:
  std::optional<Vec3> surfaceAt(const QPointF& position) const;
  void paintAt(const QPointF& position);

  void nextPose();
  void dragArrow(const QPointF& position);

  std::unique_ptr<SolidScene> scene_;
  QTimer flight_;
  QElapsedTimer flown_;
  CameraPose from_, to_;
  std::optional<std::size_t> arrow_;  ///< being dragged
  QTimer rest_;
  QPointF last_;
  bool brushOn_ = false;
};

}  // namespace bregma
