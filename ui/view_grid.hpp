#pragma once

#include <QTimer>
#include <QWidget>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "planning/case.hpp"
#include "ui/layers.hpp"
#include "ui/slice_pane.hpp"
#include "ui/solid_pane.hpp"
#include "viewer/picture.hpp"

namespace bregma {

/// Three slices and the 3-D pane around one point. Only shows: what is painted goes out as a
/// signal.
class ViewGrid : public QWidget {
  Q_OBJECT
 public:
  explicit ViewGrid(QWidget* parent = nullptr);
  ~ViewGrid() override;

  /// Empties all panes.
  void clear();
  void showScan(const std::shared_ptr<const Scan>& scan);
  void showLayers(const Layers& layers);
  void setLayerVisible(LayerKind kind, bool visible);
  void setLayerOpacity(LayerKind kind, double opacity);

  /// The 3-D pane from the six sides, one a turn of the event loop; then the view is as before.
  void takePictures(std::function<void(const std::vector<Picture>&)> taken);

  void setPoint(const Vec3& point);
  const Vec3& point() const { return point_; }
  /// Turns the 3-D pane so that the eye looks against `outward`.
  void lookAgainst(const Vec3& outward);
  void setView(View view);
  void setWindowLevel(double windowHu, double levelHu);
  void setBrush(bool on, double radiusMm);

  SlicePane& slice(Orientation orientation) { return *slices_[std::size_t(orientation)]; }
  SolidPane& solid() { return *solid_; }

 Q_SIGNALS:
  void painted(const bregma::Vec3& center);
  void paintEnded();
  void pointMoved(const bregma::Vec3& point);
  void hovered(const bregma::Vec3& point);

 private:
  struct Look {
    bool visible = true;
    double opacity = 1;
  };
  QWidget* framed(VtkPane* pane, const QString& title, const QString& name, QWidget* tools);
  QWidget* viewButtons();
  void toggleAlone(QWidget* frame);
  void bringIn(const Layer& layer);
  bool shows(const Layer& layer) const;
  void later(std::function<void()> work);
  void nextTurn();
  void drawAll();
  const Look& lookOf(LayerKind kind) const { return looks_[std::size_t(kind)]; }

  std::array<SlicePane*, 3> slices_{};
  SolidPane* solid_ = nullptr;
  std::array<QWidget*, 4> frames_{};
  std::array<Look, allLayerKinds.size()> looks_;
  std::shared_ptr<const Scan> scan_;
  Layers layers_;
  Vec3 point_;
  std::vector<std::function<void()>> waiting_;  ///< one a turn of the event loop
  QTimer turn_;
};

}  // namespace bregma
