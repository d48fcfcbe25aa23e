#pragma once

#include <vtkSmartPointer.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "viewer/color_scale.hpp"
#include "viewer/display_mesh.hpp"

class vtkActor;
class vtkPolyData;
class vtkRenderer;

namespace bregma {

/// A mesh in a renderer: each level of detail is brought to the graphics card before it is first
/// shown, a piece at a time where a frame must stay short.
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
  /// Draws that level from now on, or the coarsest one; nothing while it is not visible. Of what
  /// was never drawn it brings at most so many triangles in the next frame (at least one piece of
  /// them, if not 0), and draws another level until all are there. Returns those it brings.
  std::size_t showLevel(std::size_t level, std::size_t mostNew);
  /// All of the level asked for is drawn.
  bool complete() const { return complete_; }
  /// Triangles of the level that is drawn.
  std::size_t trianglesDrawn() const;

 private:
  struct Piece {
    vtkSmartPointer<vtkPolyData> data;
    vtkSmartPointer<vtkActor> actor;
    std::vector<std::uint32_t> source;
  };
  struct Level {
    std::vector<ShadedTriangles> waiting;  ///< the next one last
    std::vector<Piece> pieces;
    bool begun = false;
    bool ready() const { return begun && waiting.empty(); }
  };
  std::size_t bring(std::size_t level, std::size_t mostNew);
  Piece made(const ShadedTriangles& triangles) const;
  void paint(const Piece& piece) const;
  void applyLook(const Piece& piece) const;
  template <class Act>
  void forPieces(Act&& act);

  vtkRenderer* renderer_;
  std::shared_ptr<const DisplayMesh> mesh_;
  std::vector<Level> levels_;
  Box box_;
  Color color_;
  double opacity_ = 1;
  Paint paint_;
  std::optional<std::size_t> drawn_;  ///< level
  bool visible_ = true, pickable_ = true, complete_ = true;
};

}  // namespace bregma
