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
#include <utility>

#include "viewer/vtk_data.hpp"

namespace bregma {
namespace {

constexpr std::size_t pieceTriangles = 10'000;
constexpr double outOfSight = 1e-6;  // scale of what is only brought to the graphics card

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

vtkSmartPointer<vtkUnsignedCharArray> colorsOf(const std::vector<std::uint32_t>& sources,
                                               const Paint& paint, const Color& unpainted) {
  auto colors = vtkSmartPointer<vtkUnsignedCharArray>::New();
  colors->SetName("Paint");
  colors->SetNumberOfComponents(3);
  colors->SetNumberOfTuples(vtkIdType(sources.size()));
  unsigned char* to = colors->GetPointer(0);
  for (const std::uint32_t source : sources) {
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
  forPieces([&](const Piece& piece) { renderer_->RemoveActor(piece.actor); });
}

template <class Act>
void ShownPart::forPieces(Act&& act) {
  for (const Level& level : levels_)
    for (const Piece& piece : level.pieces) act(piece);
}

std::size_t ShownPart::trianglesAt(std::size_t level) const {
  return mesh_->level(std::min(level, levels_.size() - 1)).triangles.size();
}

std::size_t ShownPart::trianglesDrawn() const {
  return visible() && drawn_ ? trianglesAt(*drawn_) : 0;
}

ShownPart::Piece ShownPart::made(const ShadedTriangles& triangles) const {
  Piece piece{polyDataOf(triangles), vtkSmartPointer<vtkActor>::New(), triangles.source};
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputData(piece.data);
  piece.actor->SetMapper(mapper);
  vtkProperty* look = piece.actor->GetProperty();
  look->SetInterpolationToPhong();
  look->SetAmbient(0.16);
  look->SetDiffuse(0.88);
  look->SetSpecular(0.12);
  look->SetSpecularPower(25);
  applyLook(piece);
  paint(piece);
  renderer_->AddActor(piece.actor);
  return piece;
}

void ShownPart::applyLook(const Piece& piece) const {
  piece.actor->GetProperty()->SetColor(color_.red, color_.green, color_.blue);
  piece.actor->GetProperty()->SetOpacity(opacity_);
}

void ShownPart::paint(const Piece& piece) const {
  const bool painted = paint_.values && !paint_.scale.stops.empty();
  piece.data->GetPointData()->SetScalars(painted ? colorsOf(piece.source, paint_, color_).Get()
                                                 : nullptr);
  piece.actor->GetMapper()->SetScalarVisibility(painted);
}

void ShownPart::setColor(const Color& color) {
  color_ = color;
  forPieces([&](const Piece& piece) { applyLook(piece); });
}

void ShownPart::setOpacity(double opacity) {
  opacity_ = opacity;
  forPieces([&](const Piece& piece) { applyLook(piece); });
}

void ShownPart::setPaint(Paint given) {
  paint_ = std::move(given);
  forPieces([&](const Piece& piece) { paint(piece); });
}

std::size_t ShownPart::bring(std::size_t i, std::size_t mostNew) {
  Level& level = levels_[i];
  if (!std::exchange(level.begun, true)) {
    level.waiting = inPieces(mesh_->level(i), pieceTriangles);
    std::ranges::reverse(level.waiting);
  }
  std::size_t brought = 0;
  while (!level.waiting.empty() && brought < mostNew) {
    const ShadedTriangles next = std::move(level.waiting.back());
    level.waiting.pop_back();
    brought += next.triangles.size();
    level.pieces.push_back(made(next));
    // Only what is drawn is brought over: here into a point inside of the part.
    const Vec3 inside = (box_.low + box_.high) / 2;
    level.pieces.back().actor->SetOrigin(inside.x, inside.y, inside.z);
    level.pieces.back().actor->SetScale(outOfSight);
  }
  return brought;
}

std::size_t ShownPart::showLevel(std::size_t wanted, std::size_t mostNew) {
  forPieces([](const Piece& piece) { piece.actor->VisibilityOff(); });
  complete_ = true;
  if (!visible()) return 0;
  const std::size_t coarsest = levels_.size() - 1, chosen = std::min(wanted, coarsest);
  // First something to see.
  const bool seen = std::ranges::any_of(levels_, &Level::ready) || trianglesAt(chosen) <= mostNew;
  const std::size_t missing = seen ? chosen : coarsest;
  const std::size_t brought = levels_[missing].ready() ? 0 : bring(missing, mostNew);
  complete_ = levels_[chosen].ready();
  drawn_.reset();
  for (std::size_t i = 0; i < levels_.size(); ++i)  // the coarsest that there is
    if (levels_[i].ready() && (!complete_ || i == chosen)) drawn_ = i;
  if (brought > 0)
    for (const Piece& piece : levels_[missing].pieces) piece.actor->VisibilityOn();
  if (drawn_)
    for (const Piece& piece : levels_[*drawn_].pieces) {
      piece.actor->VisibilityOn();
      piece.actor->SetScale(1);
    }
  return brought;
}

}  // namespace bregma
