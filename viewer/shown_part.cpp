#include "viewer/shown_part.hpp"

#include <vtkActor.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "viewer/vtk_data.hpp"

namespace bregma {
namespace {

Box boxOf(const ShadedTriangles& mesh) {
  constexpr double far = std::numeric_limits<double>::max();
  Box box{{far, far, far}, {-far, -far, -far}};
  for (const auto& p : mesh.points) {
    box.low = {std::min<double>(box.low.x, p[0]), std::min<double>(box.low.y, p[1]),
               std::min<double>(box.low.z, p[2])};
    box.high = {std::max<double>(box.high.x, p[0]), std::max<double>(box.high.y, p[1]),
                std::max<double>(box.high.z, p[2])};
  }
  return box;
}

vtkSmartPointer<vtkUnsignedCharArray> colorsOf(const ShadedTriangles& mesh, const Paint& paint,
                                               const Color& unpainted) {
  auto colors = vtkSmartPointer<vtkUnsignedCharArray>::New();
  colors->SetName("Paint");
  colors->SetNumberOfComponents(3);
  colors->SetNumberOfTuples(vtkIdType(mesh.points.size()));
  unsigned char* to = colors->GetPointer(0);
  for (const std::uint32_t source : mesh.source) {
    const float value = source < paint.values->size() ? (*paint.values)[source] : NAN;
    const Color color = std::isnan(value) ? unpainted : colorAt(paint.scale, value);
    for (const double channel : {color.red, color.green, color.blue})
      *to++ = (unsigned char)(std::lround(255 * std::clamp(channel, 0.0, 1.0)));
  }
  return colors;
}

}  // namespace

ShownPart::ShownPart(vtkRenderer* renderer, std::shared_ptr<const DisplayMesh> mesh)
    : renderer_(renderer),
      mesh_(std::move(mesh)),
      levels_(mesh_->levels()),
      box_(boxOf(mesh_->fine)) {}

ShownPart::~ShownPart() {
  for (const Level& level : levels_)
    if (level.actor) renderer_->RemoveActor(level.actor);
}

std::size_t ShownPart::trianglesAt(std::size_t level) const {
  return mesh_->level(std::min(level, levels_.size() - 1)).triangles.size();
}

ShownPart::Level& ShownPart::made(std::size_t i) {
  Level& level = levels_[i];
  if (level.actor) return level;
  level.data = polyDataOf(mesh_->level(i));
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputData(level.data);
  level.actor = vtkSmartPointer<vtkActor>::New();
  level.actor->SetMapper(mapper);
  vtkProperty* look = level.actor->GetProperty();
  look->SetInterpolationToPhong();
  look->SetAmbient(0.16);
  look->SetDiffuse(0.88);
  look->SetSpecular(0.12);
  look->SetSpecularPower(25);
  applyLook(level);
  paint(i);
  renderer_->AddActor(level.actor);
  return level;
}

void ShownPart::applyLook(const Level& level) const {
  level.actor->GetProperty()->SetColor(color_.red, color_.green, color_.blue);
  level.actor->GetProperty()->SetOpacity(opacity_);
}

void ShownPart::paint(std::size_t i) {
  const Level& level = levels_[i];
  const bool painted = paint_.values && !paint_.scale.stops.empty();
  level.data->GetPointData()->SetScalars(painted ? colorsOf(mesh_->level(i), paint_, color_).Get()
                                                 : nullptr);
  level.actor->GetMapper()->SetScalarVisibility(painted);
}

void ShownPart::setColor(const Color& color) {
  color_ = color;
  for (const Level& level : levels_)
    if (level.actor) applyLook(level);
}

void ShownPart::setOpacity(double opacity) {
  opacity_ = opacity;
  for (const Level& level : levels_)
    if (level.actor) applyLook(level);
}

void ShownPart::setPaint(Paint given) {
  paint_ = std::move(given);
  for (std::size_t i = 0; i < levels_.size(); ++i)
    if (levels_[i].actor) paint(i);
}

void ShownPart::showLevel(std::size_t wanted) {
  const std::size_t chosen = std::min(wanted, levels_.size() - 1);
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    const bool shown = visible() && i == chosen;
    if (shown)
      made(i).actor->VisibilityOn();
    else if (levels_[i].actor)
      levels_[i].actor->VisibilityOff();
  }
}

}  // namespace bregma
