#include "ui/slice_pane.hpp"

#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace bregma {
namespace {

constexpr double huPerPixel = 4;
constexpr int wheelNotch = 120;

}  // namespace

SlicePane::SlicePane(Orientation orientation, QWidget* parent)
    : VtkPane(parent), scene_(std::make_unique<SliceScene>(renderWindow(), orientation)) {}

void SlicePane::setBrushOn(bool on) {
  brushOn_ = on;
  setCursor(on ? Qt::BlankCursor : Qt::ArrowCursor);
  if (!on) scene_->setBrush({}, 0);
  requestRender();
}

Vec3 SlicePane::pointAt(const QPointF& position) const {
  const QPointF pixel = devicePixel(position);
  return scene_->pick(pixel.x(), pixel.y());
}

void SlicePane::mousePressEvent(QMouseEvent* event) {
  last_ = event->position();
  if (event->button() != Qt::LeftButton) return;
  if (brushOn_)
    Q_EMIT painted(pointAt(last_));
  else
    Q_EMIT pointPicked(pointAt(last_));
}

void SlicePane::mouseMoveEvent(QMouseEvent* event) {
  const QPointF step = event->position() - last_;
  last_ = event->position();
  const Vec3 point = pointAt(last_);
  if (event->buttons() & Qt::LeftButton) {
    if (brushOn_)
      Q_EMIT painted(point);
    else
      Q_EMIT pointPicked(point);
  } else if (event->buttons() & Qt::RightButton) {
    Q_EMIT windowLevelDragged(std::max(1.0, scene_->windowHu() + step.x() * huPerPixel),
                              scene_->levelHu() + step.y() * huPerPixel);
  } else if (event->buttons() & Qt::MiddleButton) {
    const QPointF pixels = devicePixel(step);
    scene_->pan(pixels.x(), pixels.y());
    requestRender();
  }
  if (brushOn_) {
    scene_->setBrush(point, brushRadiusMm_);
    requestRender();
  }
  Q_EMIT hovered(point);
}

void SlicePane::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && brushOn_) Q_EMIT paintEnded();
}

void SlicePane::wheelEvent(QWheelEvent* event) {
  wheel_ += event->angleDelta().y();
  const int notches = wheel_ / wheelNotch;
  wheel_ -= notches * wheelNotch;
  event->accept();
  if (notches == 0) return;
  if (event->modifiers() & Qt::ControlModifier) {
    const QPointF pixel = devicePixel(event->position());
    scene_->zoom(std::pow(1.15, notches), pixel.x(), pixel.y());
    requestRender();
  } else {
    scene_->scroll(notches);
    Q_EMIT pointPicked(scene_->point());
  }
}

void SlicePane::leaveEvent(QEvent* event) {
  VtkPane::leaveEvent(event);
  if (!brushOn_) return;
  scene_->setBrush({}, 0);
  requestRender();
}

}  // namespace bregma
