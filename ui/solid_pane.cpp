#include "ui/solid_pane.hpp"

#include <QMouseEvent>
#include <QWheelEvent>
#include <cmath>

namespace bregma {
namespace {

constexpr int restMs = 250;

}  // namespace

SolidPane::SolidPane(QWidget* parent)
    : VtkPane(parent), scene_(std::make_unique<SolidScene>(renderWindow())) {
  rest_.setSingleShot(true);
  rest_.setInterval(restMs);
  connect(&rest_, &QTimer::timeout, this, [this] {
    scene_->setMoving(false);
    requestRender();
  });
}

void SolidPane::setBrushOn(bool on) {
  brushOn_ = on;
  setCursor(on ? Qt::CrossCursor : Qt::ArrowCursor);
}

std::optional<Vec3> SolidPane::surfaceAt(const QPointF& position) const {
  const QPointF pixel = position * devicePixelRatioF();
  return scene_->pick(pixel.x(), pixel.y());
}

void SolidPane::paintAt(const QPointF& position) {
  if (const auto point = surfaceAt(position)) Q_EMIT painted(*point);
}

void SolidPane::redraw() {
  scene_->setMoving(true);
  rest_.start();
  requestRender();
}

void SolidPane::mousePressEvent(QMouseEvent* event) {
  last_ = event->position();
  if (event->button() == Qt::LeftButton && brushOn_) paintAt(last_);
}

void SolidPane::mouseMoveEvent(QMouseEvent* event) {
  if (!event->buttons()) return;
  const QPointF step = (event->position() - last_) * devicePixelRatioF();
  last_ = event->position();
  const bool left = event->buttons() & Qt::LeftButton;
  if (left && brushOn_) {
    paintAt(last_);
    return;
  }
  if (event->buttons() & Qt::MiddleButton || (left && event->modifiers() & Qt::ShiftModifier))
    scene_->pan(step.x(), step.y());
  else if (left)
    scene_->rotate(step.x(), step.y());
  else
    scene_->zoom(std::pow(1.005, -step.y()));
  redraw();
}

void SolidPane::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && brushOn_) Q_EMIT paintEnded();
}

void SolidPane::mouseDoubleClickEvent(QMouseEvent* event) {
  if (brushOn_ || event->button() != Qt::LeftButton) return;
  if (const auto point = surfaceAt(event->position())) Q_EMIT pointPicked(*point);
}

void SolidPane::wheelEvent(QWheelEvent* event) {
  event->accept();
  scene_->zoom(std::pow(1.15, event->angleDelta().y() / 120.0));
  redraw();
}

}  // namespace bregma
