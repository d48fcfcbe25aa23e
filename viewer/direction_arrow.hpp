#pragma once

#include <vtkSmartPointer.h>

#include "viewer/arrow.hpp"
#include "viewer/color.hpp"

class vtkActor;
class vtkRenderer;

namespace bregma {

/// The arrow in a renderer.
class DirectionArrow {
 public:
  explicit DirectionArrow(vtkRenderer* renderer);
  ~DirectionArrow();
  DirectionArrow(const DirectionArrow&) = delete;
  DirectionArrow& operator=(const DirectionArrow&) = delete;

  void show(const Arrow& arrow);
  void setColor(const Color& color);

 private:
  vtkRenderer* renderer_;
  vtkSmartPointer<vtkActor> shaft_, ball_;
};

}  // namespace bregma
