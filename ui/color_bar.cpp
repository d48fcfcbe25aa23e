#include "ui/color_bar.hpp"

#include <QLinearGradient>
#include <QLocale>
#include <QPainter>
#include <algorithm>

namespace bregma {
namespace {

constexpr int barHeight = 9, sideMargin = 12;

QColor colorOf(const Color& color) {
  return QColor::fromRgbF(float(color.red), float(color.green), float(color.blue));
}

}  // namespace

ColorBar::ColorBar(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("colorBar"));
  setMinimumSize(120, sizeHint().height());
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ColorBar::setScale(const ColorScale& scale) {
  scale_ = scale;
  update();
}

void ColorBar::paintEvent(QPaintEvent*) {
  const auto& stops = scale_.stops;
  if (stops.size() < 2) return;
  const double low = stops.front().mm, range = stops.back().mm - low;
  const QRectF bar(sideMargin, 2, width() - 2 * sideMargin - 22, barHeight);
  QLinearGradient gradient(bar.topLeft(), bar.topRight());
  for (const auto& stop : stops)
    gradient.setColorAt(std::clamp((stop.mm - low) / range, 0.0, 1.0), colorOf(stop.color));
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(gradient);
  painter.drawRoundedRect(bar, 2, 2);
  QFont small = font();
  small.setPointSizeF(small.pointSizeF() * 0.8);
  painter.setFont(small);
  painter.setPen(palette().color(QPalette::Text));
  double free = 0;  // up to here nothing is written yet
  for (const auto& stop : stops) {
    const double x = bar.left() + bar.width() * (stop.mm - low) / range;
    const QString text = QLocale().toString(stop.mm, 'g', 3);
    const double half = painter.fontMetrics().horizontalAdvance(text) / 2.0;
    if (x - half < free) continue;
    painter.drawText(QRectF(x - half - 1, barHeight + 3, 2 * half + 2, height() - barHeight - 3),
                     Qt::AlignHCenter | Qt::AlignTop, text);
    free = x + half + 5;
  }
  painter.drawText(QRectF(bar.right() + 2, 0, width() - bar.right() - 2, barHeight + 5),
                   Qt::AlignRight | Qt::AlignVCenter, tr("mm"));
}

}  // namespace bregma
