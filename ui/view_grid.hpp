#pragma once

#include <QWidget>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "planning/case.hpp"
#include "ui/frame_turns.hpp"
#include "ui/layers.hpp"
#include "ui/map_strip.hpp"
#include "ui/sculpt_preview.hpp"
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
  /// The crosshair goes to the place, the 3-D camera flies there and looks against `outward`.
  void flyTo(const Vec3& place, const Vec3& outward);
  /// How the values of the implants' layers are colored.
  void setMapScale(const ColorScale& scale);
  /// As balls in the 3-D pane and circles in the slices; none hides them.
  void showStrokes(const std::vector<Stroke>& strokes);
  /// Shows these in the 3-D pane in place of the layers' own meshes, until it is told otherwise or
  /// the layers change.
  void showInstead(const std::vector<SculptPreview::Instead>& instead);
  void setView(View view);
  void setWindowLevel(double windowHu, double levelHu);
  void setBrush(bool on, double radiusMm);

  SlicePane& slice(Orientation orientation) { return *slices_[std::size_t(orientation)]; }
  SolidPane& solid() { return *solid_; }
  MapStrip& mapStrip() { return *mapStrip_; }

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
  void paint(const Layer& layer);
  void showBalls(const char* name, TriangleMesh balls, const Color& color);
  bool shows(const Layer& layer) const;
  void showMesh(const Layer& layer, const std::shared_ptr<const DisplayMesh>& mesh);
  void drawSlices();
  void drawAll();
  const Look& lookOf(LayerKind kind) const { return looks_[std::size_t(kind)]; }

  FrameTurns* turns_ = nullptr;
  std::array<SlicePane*, 3> slices_{};
  SolidPane* solid_ = nullptr;
  MapStrip* mapStrip_ = nullptr;
  ColorScale mapScale_;
  std::vector<Stroke> strokes_;
  std::vector<SculptPreview::Instead> instead_;
  std::array<QWidget*, 4> frames_{};
  std::array<Look, allLayerKinds.size()> looks_;
  std::shared_ptr<const Scan> scan_;
  Layers layers_;
  Vec3 point_;
};

}  // namespace bregma
