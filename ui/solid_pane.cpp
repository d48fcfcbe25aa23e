#include "ui/solid_pane.hpp"

#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <utility>

namespace bregma {
namespace {

constexpr int restMs = 250;
constexpr int flightMs = 450, poseMs = 15;

}  // namespace

SolidPane::SolidPane(QWidget* parent)
    : VtkPane(parent), scene_(std::make_unique<SolidScene>(renderWindow())) {
  rest_.setSingleShot(true);
  rest_.setInterval(restMs);
  connect(&rest_, &QTimer::timeout, this, [this] {
    scene_->setMoving(false);
    requestRender();
  });
  scene_->setFrameLimits({});
  connect(&flight_, &QTimer::timeout, this, &SolidPane::nextPose);
}

void SolidPane::flyTo(const CameraPose& pose) {
  from_ = scene_->pose();
  to_ = pose;
  flown_.start();
  flight_.start(poseMs);
  if (!isVisible()) nextPose();
}

void SolidPane::nextPose() {
  const double share = isVisible() ? std::min(1.0, double(flown_.elapsed()) / flightMs) : 1.0;
  const double smooth = share * share * (3 - 2 * share);
  scene_->setPose(share < 1 ? between(from_, to_, smooth) : to_);
  if (share >= 1) flight_.stop();
  redraw();
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

bool SolidPane::drawFrame() {
  const bool drawn = VtkPane::drawFrame();
  if (drawn && scene_->unfinished()) requestRender();
  return drawn;
}

void SolidPane::redraw() {
  scene_->setMoving(true);
  rest_.start();
  requestRender();
}

void SolidPane::dragArrow(const QPointF& position) {
  const QPointF pixel = position * devicePixelRatioF();
  Q_EMIT arrowDragged(int(*arrow_), scene_->arrowDraggedTo(*arrow_, pixel.x(), pixel.y()));
}

void SolidPane::mousePressEvent(QMouseEvent* event) {
  flight_.stop();
  last_ = event->position();
  if (event->button() != Qt::LeftButton) return;
  if (brushOn_) return paintAt(last_);
  const QPointF pixel = last_ * devicePixelRatioF();
  arrow_ = scene_->arrowAt(pixel.x(), pixel.y());
  if (arrow_) setCursor(Qt::ClosedHandCursor);
}

void SolidPane::mouseMoveEvent(QMouseEvent* event) {
  if (!event->buttons()) {
    const QPointF pixel = event->position() * devicePixelRatioF();
    if (!brushOn_)
      setCursor(scene_->arrowAt(pixel.x(), pixel.y()) ? Qt::OpenHandCursor : Qt::ArrowCursor);
    return;
  }
  if (arrow_) return dragArrow(event->position());
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
  if (event->button() != Qt::LeftButton) return;
  if (const auto dropped = std::exchange(arrow_, std::nullopt)) {
    setCursor(Qt::OpenHandCursor);
    Q_EMIT arrowDropped(int(*dropped));
  } else if (brushOn_) {
    Q_EMIT paintEnded();
  }
}

void SolidPane::mouseDoubleClickEvent(QMouseEvent* event) {
  if (brushOn_ || event->button() != Qt::LeftButton) return;
  if (const auto point = surfaceAt(event->position())) Q_EMIT pointPicked(*point);
}

void SolidPane::wheelEvent(QWheelEvent* event) {
  event->accept();
  flight_.stop();
  scene_->zoom(std::pow(1.15, event->angleDelta().y() / 120.0));
  redraw();
}

}  // namespace bregma
