#pragma once

#include <vtkSmartPointer.h>

#include <memory>
#include <vector>

#include "viewer/color_scale.hpp"
#include "viewer/display_mesh.hpp"

class vtkActor;
class vtkPolyData;
class vtkRenderer;

namespace bregma {

/// A mesh in a renderer: one actor for each level of detail, made when it is first shown.
class ShownPart {
 public:
  ShownPart(vtkRenderer* renderer, std::shared_ptr<const DisplayMesh> mesh);
  ~ShownPart();
  ShownPart(const ShownPart&) = delete;
  ShownPart& operator=(const ShownPart&) = delete;

  const DisplayMesh& mesh() const { return *mesh_; }
  const Box& box() const { return box_; }
  void setColor(const Color& color);
  void setOpacity(double opacity);
  /// Without values the part has its own color again.
  void setPaint(Paint paint);
  void setVisible(bool visible) { visible_ = visible; }
  bool wanted() const { return visible_; }
  void setPickable(bool pickable) { pickable_ = pickable; }
  bool pickable() const { return pickable_ && visible(); }
  bool visible() const { return visible_ && !mesh_->fine.triangles.empty(); }
  /// Triangles at a level, or at the coarsest one.
  std::size_t trianglesAt(std::size_t level) const;
  /// Draws that level from now on, or the coarsest one; nothing while it is not visible.
  void showLevel(std::size_t level);

 private:
  struct Level {
    vtkSmartPointer<vtkPolyData> data;
    vtkSmartPointer<vtkActor> actor;
  };
  Level& made(std::size_t level);
  void paint(std::size_t level);
  void applyLook(const Level& level) const;

  vtkRenderer* renderer_;
  std::shared_ptr<const DisplayMesh> mesh_;
  std::vector<Level> levels_;
  Box box_;
  Color color_;
  double opacity_ = 1;
  Paint paint_;
  bool visible_ = true, pickable_ = true;
};

}  // namespace bregma
