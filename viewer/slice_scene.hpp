#pragma once

#include <memory>
#include <string>

#include "model/triangle_mesh.hpp"
#include "model/volume.hpp"
#include "viewer/color.hpp"
#include "viewer/mesh_slices.hpp"
#include "viewer/orientation.hpp"

class vtkRenderWindow;

namespace bregma {

/// One slice pane: the CT at a point in one anatomical plane, with crosshair, mask and cut lines.
///
/// Lives on the thread that owns the window; the window must outlive it. Nothing is drawn until
/// `render` (or the window's own Render). Pixels are device pixels from the top left corner.
class SliceScene {
 public:
  SliceScene(vtkRenderWindow* window, Orientation orientation);
  ~SliceScene();
  SliceScene(const SliceScene&) = delete;
  SliceScene& operator=(const SliceScene&) = delete;

  Orientation orientation() const;
  /// Shares the voxels. Puts the point into the middle and fits, unless the grid is the same.
  /// An empty volume clears the pane.
  void setVolume(const CtVolume& volume);
  /// Colors the voxels that are not 0; any grid. An empty volume removes the mask.
  void setMask(const BinaryVolume& mask, const Color& color = maskColor, double opacity = 0.35);

  /// The line where a mesh meets the slice; `slices` are those across the axis of the pane.
  /// Replaces lines of the same name. Make the slices where the time does not hurt (a worker).
  void setContours(const std::string& name, std::shared_ptr<const MeshSlices> slices,
                   const Color& color, bool visible = true);
  /// The same, making the slices here: for small meshes and tests.
  void setContours(const std::string& name, std::shared_ptr<const TriangleMesh> mesh,
                   const Color& color, bool visible = true);
  void setContoursVisible(const std::string& name, bool visible);
  void setLetterSize(int points);  ///< of the sides; a picture bears larger ones than a pane
  void removeContours(const std::string& name);

  /// Where the crosshair stands, patient LPS; clamped to the volume. The slice is the voxel plane
  /// nearest to it.
  void setPoint(const Vec3& point);
  Vec3 point() const;
  void setCrosshairVisible(bool visible);
  /// The outline of a brush where it meets the slice; radius 0 removes it.
  void setBrush(const Vec3& center, double radiusMm, const Color& color = implantColor);
  void setWindowLevel(double windowHu, double levelHu);
  double windowHu() const;
  double levelHu() const;

  /// The patient point under a pixel, on the slice.
  Vec3 pick(double x, double y) const;
  /// Moves the point by whole slices: positive towards left, posterior or superior.
  void scroll(int steps);
  /// More than 1 enlarges, about the pixel.
  void zoom(double factor, double x, double y);
  void pan(double dx, double dy);  ///< pixels, the slice follows the pointer
  void fit();                      ///< shows the whole slice

  /// "S 42.5 mm": the place of the slice.
  std::string positionText() const;
  void render();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace bregma
