#include "ui/series_preview.hpp"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace bregma {
namespace {

constexpr double huPerPixel = 4;
constexpr int wheelNotch = 120, margin = 18;
constexpr QRgb boneTint = qRgb(240, 170, 60);

}  // namespace

SeriesPreview::SeriesPreview(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("seriesPreview"));
  setMinimumSize(260, 260);
}

void SeriesPreview::setVolume(const CtVolume& volume) {
  volume_ = volume;
  wheel_ = 0;
  slice_ = volume.empty() ? 0 : volume.geometry().size[2] / 2;
  redraw();
  Q_EMIT sliceChanged(slice_);
}

void SeriesPreview::setSlice(int slice) {
  if (volume_.empty()) return;
  slice = std::clamp(slice, 0, volume_.geometry().size[2] - 1);
  if (slice == slice_) return;
  slice_ = slice;
  redraw();
  Q_EMIT sliceChanged(slice_);
}

void SeriesPreview::setThreshold(bool on, double hu) {
  thresholdOn_ = on;
  thresholdHu_ = hu;
  redraw();
}

void SeriesPreview::setWindowLevel(double windowHu, double levelHu) {
  windowHu_ = std::max(1.0, windowHu);
  levelHu_ = levelHu;
  redraw();
}

void SeriesPreview::setHint(const QString& hint) {
  hint_ = hint;
  update();
}

void SeriesPreview::redraw() {
  image_ = {};
  update();
  if (volume_.empty()) return;
  // Rows run to posterior and columns to left, as an axial picture is looked at.
  const auto& size = volume_.geometry().size;
  image_ = QImage(size[0], size[1], QImage::Format_RGB32);
  const double low = levelHu_ - windowHu_ / 2;
  for (int j = 0; j < size[1]; ++j) {
    auto* line = reinterpret_cast<QRgb*>(image_.scanLine(j));
    const std::int16_t* from = volume_.voxels().data() + volume_.geometry().index(0, j, slice_);
    for (int i = 0; i < size[0]; ++i) {
      const int gray = int(std::clamp((from[i] - low) / windowHu_ * 255, 0.0, 255.0));
      line[i] = qRgb(gray, gray, gray);
      if (thresholdOn_ && from[i] >= thresholdHu_)
        line[i] = qRgb((gray + qRed(boneTint)) / 2, (gray + qGreen(boneTint)) / 2,
                       (gray + qBlue(boneTint)) / 2);
    }
  }
}

void SeriesPreview::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), QColor(16, 18, 22));
  painter.setPen(QColor(150, 160, 174));
  if (image_.isNull()) {
    painter.drawText(rect().adjusted(margin, 0, -margin, 0), Qt::AlignCenter | Qt::TextWordWrap,
                     hint_);
    return;
  }
  const Geometry& g = volume_.geometry();
  const QSizeF mm(g.size[0] * g.spacing.x, g.size[1] * g.spacing.y);
  QRectF place({0, 0},
               mm.scaled(QSizeF(size()) - QSizeF(2 * margin, 2 * margin), Qt::KeepAspectRatio));
  place.moveCenter(QRectF(rect()).center());
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.drawImage(place, image_);
  painter.setPen(QColor(240, 200, 110));
  const auto letter = [&](const QString& text, Qt::Alignment where) {
    painter.drawText(rect().adjusted(4, 2, -4, -2), int(where), text);
  };
  letter(tr("R"), Qt::AlignLeft | Qt::AlignVCenter);
  letter(tr("L"), Qt::AlignRight | Qt::AlignVCenter);
  letter(tr("A"), Qt::AlignTop | Qt::AlignHCenter);
  letter(tr("P"), Qt::AlignBottom | Qt::AlignHCenter);
  painter.setPen(QColor(150, 160, 174));
  letter(tr("%1 / %2").arg(slice_ + 1).arg(g.size[2]), Qt::AlignLeft | Qt::AlignTop);
  letter(tr("W %1  L %2").arg(int(windowHu_)).arg(int(levelHu_)), Qt::AlignRight | Qt::AlignTop);
}

void SeriesPreview::wheelEvent(QWheelEvent* event) {
  wheel_ += event->angleDelta().y();
  const int notches = wheel_ / wheelNotch;
  wheel_ -= notches * wheelNotch;
  event->accept();
  setSlice(slice_ + notches);
}

void SeriesPreview::mousePressEvent(QMouseEvent* event) { last_ = event->position(); }

void SeriesPreview::mouseMoveEvent(QMouseEvent* event) {
  const QPointF step = event->position() - last_;
  last_ = event->position();
  if (event->buttons() & Qt::RightButton)
    setWindowLevel(windowHu_ + step.x() * huPerPixel, levelHu_ + step.y() * huPerPixel);
}

}  // namespace bregma
