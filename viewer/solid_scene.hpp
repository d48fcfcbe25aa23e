#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/triangle_mesh.hpp"
#include "viewer/arrow.hpp"
#include "viewer/camera_pose.hpp"
#include "viewer/color.hpp"
#include "viewer/color_scale.hpp"
#include "viewer/display_mesh.hpp"
#include "viewer/frame_timing.hpp"
#include "viewer/orientation.hpp"

class vtkRenderWindow;

namespace bregma {

/// The 3-D pane: named parts, turned by a turntable camera that keeps superior up.
///
/// Lives on the thread that owns the window; the window must outlive it. Nothing is drawn until
/// `render` (or the window's own Render). Pixels are device pixels from the top left corner.
class SolidScene {
 public:
  explicit SolidScene(vtkRenderWindow* window);
  ~SolidScene();
  SolidScene(const SolidScene&) = delete;
  SolidScene& operator=(const SolidScene&) = delete;

  /// Adds or replaces a part; a replaced part keeps its visibility. The first part fits the camera.
  /// Make the display mesh where the time does not hurt (a worker).
  void setPart(const std::string& name, const std::shared_ptr<const DisplayMesh>& mesh,
               const Color& color, double opacity = 1);
  /// The same, making the display mesh here: for small meshes and tests.
  void setPart(const std::string& name, const TriangleMesh& mesh, const Color& color,
               double opacity = 1);
  bool hasPart(const std::string& name) const;
  void removePart(const std::string& name);
  void setVisible(const std::string& name, bool visible);
  void setOpacity(const std::string& name, double opacity);
  /// What is drawn over the others to show something, rather than to be touched, is none.
  void setPickable(const std::string& name, bool pickable);
  void setColor(const std::string& name, const Color& color);
  /// Values on the vertices of the mesh that the part's display mesh was made from.
  void setPaint(const std::string& name, Paint paint);

  void setView(View view);         ///< turns the camera and fits
  void setGaze(const Gaze& gaze);  ///< turns the camera about its focus
  Gaze gaze() const;
  void fit();  ///< shows all visible parts
  void fit(const Vec3& center, double radiusMm);
  void rotate(double dx, double dy);  ///< pixels that the pointer moved
  void zoom(double factor);           ///< more than 1 enlarges
  void pan(double dx, double dy);
  CameraPose pose() const;
  void setPose(const CameraPose& pose);
  /// While true, heavy parts are drawn coarse so that a frame stays short.
  void setMoving(bool moving);
  /// Draws as fine as the time allows, by the frames drawn so far. Without limits parts at rest are
  /// drawn fine and moving ones as coarse as can be.
  void setFrameLimits(const FrameLimits& limits);
  /// The last frame left something for the next one, to stay within the limits.
  bool unfinished() const;

  /// The point of the nearest visible surface under a pixel, and the name of its part.
  struct Pick {
    std::string part;
    Vec3 point;
  };
  std::optional<Pick> pickPart(double x, double y) const;
  std::optional<Vec3> pick(double x, double y) const;
  std::array<double, 2> pixelOf(const Vec3& point) const;

  void setArrows(const std::vector<Arrow>& arrows);
  /// The arrow whose ball is under a pixel and in sight.
  std::optional<std::size_t> arrowAt(double x, double y) const;
  /// Where an arrow's ball stands, seen from its seat, when it is dragged to a pixel; unit.
  Vec3 arrowDraggedTo(std::size_t arrow, double x, double y) const;
  /// A small ball at the crosshair; nothing removes it.
  void setPoint(const std::optional<Vec3>& point);
  void setLettersVisible(bool visible);
  void setPaper(bool paper);  ///< white ground, large letters
  void render();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace bregma
