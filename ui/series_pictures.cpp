#include "ui/series_pictures.hpp"

#include <QCoreApplication>
#include <QPainter>

namespace bregma {
namespace {

constexpr int iconSide = 60, iconGap = 4, letterRoom = 4;
const QColor ground(16, 18, 22), letterColor(240, 200, 110);

QImage imageOf(const Thumbnail& t) {
  return QImage(t.gray.data(), t.width, t.height, t.width, QImage::Format_Grayscale8).copy();
}

/// Bone-colored, on the ground of the other panes.
QImage boneImageOf(const Thumbnail& t) {
  QImage made(t.width, t.height, QImage::Format_RGB32);
  for (int y = 0; y < t.height; ++y)
    for (int x = 0; x < t.width; ++x) {
      const int gray = t.gray[std::size_t(y) * t.width + x];
      made.setPixel(x, y, gray ? qRgb(gray, gray * 236 / 255, gray * 208 / 255) : ground.rgb());
    }
  return made;
}

void drawLetters(QPainter& painter, const QRectF& place) {
  painter.setPen(letterColor);
  const QRectF inside = place.adjusted(letterRoom, 0, -letterRoom, 0);
  painter.drawText(inside, Qt::AlignLeft | Qt::AlignVCenter,
                   QCoreApplication::translate("SeriesPictures", "R"));
  painter.drawText(inside, Qt::AlignRight | Qt::AlignVCenter,
                   QCoreApplication::translate("SeriesPictures", "L"));
}

void drawFitting(QPainter& painter, const QImage& image, const QRectF& place) {
  QRectF where({}, QSizeF(image.size()).scaled(place.size(), Qt::KeepAspectRatio));
  where.moveCenter(place.center());
  painter.drawImage(where, image);
}

}  // namespace

QSize seriesIconSize() { return {2 * iconSide + iconGap, iconSide}; }

QIcon seriesIcon(const CatalogEntry& entry) {
  if (entry.slice.gray.empty() && entry.bone.gray.empty()) return {};
  // Drawn at twice the size, for dense screens.
  QPixmap pixmap(seriesIconSize() * 2);
  pixmap.setDevicePixelRatio(2);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  const QRectF left(0, 0, iconSide, iconSide), right = left.translated(iconSide + iconGap, 0);
  if (!entry.slice.gray.empty()) {
    painter.fillRect(left, Qt::black);
    drawFitting(painter, imageOf(entry.slice), left);
  }
  if (!entry.bone.gray.empty()) {
    painter.fillRect(right, ground);
    drawFitting(painter, boneImageOf(entry.bone), right);
  }
  return pixmap;
}

QPixmap bonePixmap(const Thumbnail& bone) {
  if (bone.gray.empty()) return {};
  QImage image = boneImageOf(bone);
  QPainter painter(&image);
  drawLetters(painter, image.rect());
  painter.end();
  return QPixmap::fromImage(image);
}

}  // namespace bregma
