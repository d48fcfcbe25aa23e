#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/triangle_mesh.hpp"
#include "viewer/color.hpp"
#include "viewer/display_mesh.hpp"
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
  void setColor(const std::string& name, const Color& color);

  void setView(View view);         ///< turns the camera and fits
  void setGaze(const Gaze& gaze);  ///< turns the camera about its focus
  Gaze gaze() const;
  void fit();  ///< shows all visible parts
  void fit(const Vec3& center, double radiusMm);
  void rotate(double dx, double dy);  ///< pixels that the pointer moved
  void zoom(double factor);           ///< more than 1 enlarges
  void pan(double dx, double dy);
  /// While true, heavy parts are drawn coarse so that a frame stays short.
  void setMoving(bool moving);

  /// The point of the nearest visible surface under a pixel.
  std::optional<Vec3> pick(double x, double y) const;
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
