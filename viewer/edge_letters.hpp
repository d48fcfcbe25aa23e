#pragma once

#include <vtkSmartPointer.h>

#include <array>

#include "viewer/color.hpp"
#include "viewer/orientation.hpp"

class vtkRenderer;
class vtkTextActor;

namespace bregma {

/// A line of text in a pane, at a place given in fractions of the pane from the lower left corner.
vtkSmartPointer<vtkTextActor> addText(vtkRenderer* renderer, double x, double y, int points);

constexpr int paneLetterPoints = 15, pictureLetterPoints = 26;

/// The letters of the patient's sides at the four edges of a pane.
class EdgeLetters {
 public:
  explicit EdgeLetters(vtkRenderer* renderer);
  void show(const Gaze& gaze);
  void setSize(int points);
  void setColor(const Color& color);
  void setVisible(bool visible);

 private:
  std::array<vtkSmartPointer<vtkTextActor>, 4> texts_;  ///< left, right, lower, upper edge
};

}  // namespace bregma
