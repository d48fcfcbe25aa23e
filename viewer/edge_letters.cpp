#include "viewer/edge_letters.hpp"

#include <vtkRenderer.h>
#include <vtkTextActor.h>
#include <vtkTextProperty.h>

namespace bregma {

vtkSmartPointer<vtkTextActor> addText(vtkRenderer* renderer, double x, double y, int points) {
  auto text = vtkSmartPointer<vtkTextActor>::New();
  text->GetPositionCoordinate()->SetCoordinateSystemToNormalizedViewport();
  text->SetPosition(x, y);
  auto* style = text->GetTextProperty();
  style->SetFontFamilyToArial();
  style->SetFontSize(points);
  // At the left edge texts begin, at the right edge they end, in between they are centered.
  style->SetJustification(x < 0.3 ? VTK_TEXT_LEFT : x > 0.7 ? VTK_TEXT_RIGHT : VTK_TEXT_CENTERED);
  style->SetVerticalJustification(y < 0.3   ? VTK_TEXT_BOTTOM
                                  : y > 0.7 ? VTK_TEXT_TOP
                                            : VTK_TEXT_CENTERED);
  renderer->AddActor2D(text);
  return text;
}

EdgeLetters::EdgeLetters(vtkRenderer* renderer)
    : texts_{addText(renderer, 0.015, 0.5, paneLetterPoints),
             addText(renderer, 0.985, 0.5, paneLetterPoints),
             addText(renderer, 0.5, 0.015, paneLetterPoints),
             addText(renderer, 0.5, 0.985, paneLetterPoints)} {
  for (auto& text : texts_) text->GetTextProperty()->BoldOn();
  setColor({0.95, 0.80, 0.35});
}

void EdgeLetters::show(const Gaze& gaze) {
  const Vec3 right = gaze.right();
  const std::array directions{-right, right, -gaze.up, gaze.up};
  for (std::size_t i = 0; i < texts_.size(); ++i)
    texts_[i]->SetInput(sideLetters(directions[i]).c_str());
}

void EdgeLetters::setSize(int points) {
  for (auto& text : texts_) text->GetTextProperty()->SetFontSize(points);
}

void EdgeLetters::setColor(const Color& color) {
  for (auto& text : texts_) text->GetTextProperty()->SetColor(color.red, color.green, color.blue);
}

void EdgeLetters::setVisible(bool visible) {
  for (auto& text : texts_) text->SetVisibility(visible);
}

}  // namespace bregma
