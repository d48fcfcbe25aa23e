#pragma once

#include <QImage>
#include <QPointF>
#include <QWidget>

#include "model/volume.hpp"

namespace bregma {

/// One axial slice of a series before it is opened, with the letters of the patient's sides. The
/// wheel scrolls, the right button drags window and level.
class SeriesPreview : public QWidget {
  Q_OBJECT
 public:
  explicit SeriesPreview(QWidget* parent = nullptr);

  /// An empty volume clears. Shows the middle slice.
  void setVolume(const CtVolume& volume);
  const CtVolume& volume() const { return volume_; }
  void setSlice(int slice);  ///< from inferior
  int slice() const { return slice_; }
  /// Colors what is at least as dense; nothing when off.
  void setThreshold(bool on, double hu);
  void setWindowLevel(double windowHu, double levelHu);
  double windowHu() const { return windowHu_; }
  double levelHu() const { return levelHu_; }
  /// What stands in the middle while there is no volume.
  void setHint(const QString& hint);

  QSize sizeHint() const override { return {380, 380}; }

 Q_SIGNALS:
  void sliceChanged(int slice);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;

 private:
  void redraw();

  CtVolume volume_;
  QImage image_;
  QString hint_;
  QPointF last_;
  int slice_ = 0, wheel_ = 0;
  double windowHu_ = 2000, levelHu_ = 500, thresholdHu_ = 226;
  bool thresholdOn_ = false;
};

}  // namespace bregma
