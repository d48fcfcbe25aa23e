#include "viewer/slice_scene.hpp"

#include <vtkActor.h>
#include <vtkCallbackCommand.h>
#include <vtkCamera.h>
#include <vtkImageData.h>
#include <vtkImageProperty.h>
#include <vtkImageSlice.h>
#include <vtkImageSliceMapper.h>
#include <vtkLookupTable.h>
#include <vtkNew.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderWindow.h>
#include <vtkRenderer.h>
#include <vtkTextActor.h>
#include <vtkTextProperty.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numbers>

#include "viewer/edge_letters.hpp"
#include "viewer/vtk_data.hpp"

namespace bregma {
namespace {

/// Distances towards the eye that keep the layers of a slice apart; invisible in parallel view.
constexpr double maskLayerMm = 1, contourLayerMm = 2, brushLayerMm = 3, crosshairLayerMm = 4;
constexpr double eyeMm = 5000;

using Lines = std::vector<MeshSlices::Segment>;

struct LineLayer {
  vtkNew<vtkPolyDataMapper> mapper;
  vtkNew<vtkActor> actor;

  void addTo(vtkRenderer* renderer) {
    mapper->ScalarVisibilityOff();
    actor->SetMapper(mapper);
    actor->GetProperty()->LightingOff();
    renderer->AddActor(actor);
  }
  void setWidth(double pixels) { actor->GetProperty()->SetLineWidth(float(pixels)); }
  void setColor(const Color& color) {
    actor->GetProperty()->SetColor(color.red, color.green, color.blue);
  }
};

struct ImageLayer {
  vtkNew<vtkImageSliceMapper> mapper;
  vtkNew<vtkImageSlice> slice;

  void addTo(vtkRenderer* renderer, int axis) {
    mapper->SetOrientation(axis);
    mapper->SliceFacesCameraOff();
    slice->SetMapper(mapper);
    slice->VisibilityOff();
    renderer->AddViewProp(slice);
  }
};

struct Contours {
  std::shared_ptr<const MeshSlices> slices;
  LineLayer lines;
};

double& coordinate(Vec3& v, int axis) { return axis == 0 ? v.x : axis == 1 ? v.y : v.z; }

int nearestPlane(const Geometry& geometry, int axis, double position) {
  return int(std::lround((position - geometry.origin[axis]) / geometry.spacing[axis]));
}

std::string oneDecimal(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 1).ptr;
  return {text, end};
}

std::string placeText(int axis, double position) {
  Vec3 side;
  coordinate(side, axis) = position < 0 ? -1 : 1;
  return sideLetters(side) + " " + oneDecimal(std::abs(position)) + " mm";
}

}  // namespace

struct SliceScene::Parts {
  Parts(vtkRenderWindow* w, Orientation o);
  ~Parts();

  double slicePosition() const;
  double mmPerPixel() const;
  void refresh();  ///< brings every actor up to date, just before a frame
  void refreshImages();
  void refreshCamera();
  void refreshCrosshair();
  void refreshBrush();

  vtkRenderWindow* window;
  Orientation orientation;
  int axis;
  Gaze gaze;
  vtkNew<vtkRenderer> renderer;
  vtkNew<vtkCallbackCommand> beforeFrame;

  CtVolume volume;  // keeps the voxels of the image alive
  BinaryVolume mask;
  ImageLayer image, maskImage;
  vtkNew<vtkLookupTable> maskColors;
  std::map<std::string, std::unique_ptr<Contours>> contours;
  LineLayer crosshair, brush;
  EdgeLetters letters;
  vtkSmartPointer<vtkTextActor> place;

  Vec3 point;
  Vec3 brushCenter;
  double brushRadius = 0;
  Vec3 middle;  // of the picture
  double halfHeightMm = 120;
  bool fitted = true;  // follows the size of the window until the user zooms
  bool cutsStale = true;
};

SliceScene::Parts::Parts(vtkRenderWindow* w, Orientation o)
    : window(w), orientation(o), axis(normalAxis(o)), gaze(gazeOf(o)), letters(renderer) {
  renderer->SetBackground(0, 0, 0);
  renderer->GetActiveCamera()->ParallelProjectionOn();
  image.addTo(renderer, axis);
  maskImage.addTo(renderer, axis);
  image.slice->GetProperty()->SetInterpolationTypeToLinear();
  image.slice->GetProperty()->SetColorWindow(2500);
  image.slice->GetProperty()->SetColorLevel(600);
  maskImage.slice->GetProperty()->SetInterpolationTypeToNearest();
  maskImage.slice->GetProperty()->SetLookupTable(maskColors);
  maskImage.slice->GetProperty()->UseLookupTableScalarRangeOn();
  crosshair.addTo(renderer);
  crosshair.setColor(crosshairColor);
  brush.addTo(renderer);
  letters.show(gaze);
  place = addText(renderer, 0.015, 0.015, 12);
  place->GetTextProperty()->SetColor(0.8, 0.8, 0.8);
  window->AddRenderer(renderer);
  beforeFrame->SetClientData(this);
  beforeFrame->SetCallback(
      [](vtkObject*, unsigned long, void* self, void*) { static_cast<Parts*>(self)->refresh(); });
  window->AddObserver(vtkCommand::StartEvent, beforeFrame);
}

SliceScene::Parts::~Parts() {
  window->RemoveObserver(beforeFrame);
  window->RemoveRenderer(renderer);
}

double SliceScene::Parts::slicePosition() const {
  if (volume.empty()) return point[axis];
  const Geometry& g = volume.geometry();
  return g.origin[axis] + g.spacing[axis] * nearestPlane(g, axis, point[axis]);
}

double SliceScene::Parts::mmPerPixel() const {
  return 2 * halfHeightMm / std::max(1, window->GetSize()[1]);
}

void SliceScene::Parts::refresh() {
  refreshImages();
  refreshCamera();
  if (std::exchange(cutsStale, false))
    for (auto& [name, c] : contours)
      if (c->lines.actor->GetVisibility())
        c->lines.mapper->SetInputData(polyDataOf(c->slices->cut(slicePosition())));
  refreshCrosshair();
  refreshBrush();
  const double scale = window->GetDPI() / 72.0;
  crosshair.setWidth(scale);
  brush.setWidth(2 * scale);
  for (auto& [name, c] : contours) c->lines.setWidth(2 * scale);
}

void SliceScene::Parts::refreshImages() {
  image.slice->SetVisibility(!volume.empty());
  if (!volume.empty())
    image.mapper->SetSliceNumber(nearestPlane(volume.geometry(), axis, point[axis]));
  const double position = slicePosition();
  const int plane = mask.empty() ? -1 : nearestPlane(mask.geometry(), axis, position);
  const bool hit = plane >= 0 && plane < mask.geometry().size[axis];
  maskImage.slice->SetVisibility(hit);
  if (!hit) return;
  maskImage.mapper->SetSliceNumber(plane);
  const double own = mask.geometry().origin[axis] + mask.geometry().spacing[axis] * plane;
  Vec3 shift = -gaze.direction * maskLayerMm;
  coordinate(shift, axis) += position - own;
  maskImage.slice->SetPosition(shift.x, shift.y, shift.z);
}

void SliceScene::Parts::refreshCamera() {
  const int* pixels = window->GetSize();
  if (fitted && !volume.empty() && pixels[0] > 0 && pixels[1] > 0) {
    const Geometry& g = volume.geometry();
    middle = g.toPatient(Vec3{(g.size[0] - 1) / 2.0, (g.size[1] - 1) / 2.0, (g.size[2] - 1) / 2.0});
    const Vec3 extent{g.size[0] * g.spacing.x, g.size[1] * g.spacing.y, g.size[2] * g.spacing.z};
    const double width = std::abs(dot(extent, gaze.right()));
    const double height = std::abs(dot(extent, gaze.up));
    halfHeightMm = 0.51 * std::max(height, width * pixels[1] / pixels[0]);
  }
  coordinate(middle, axis) = slicePosition();
  vtkCamera* camera = renderer->GetActiveCamera();
  const Vec3 eye = middle - gaze.direction * eyeMm;
  camera->SetFocalPoint(middle.x, middle.y, middle.z);
  camera->SetPosition(eye.x, eye.y, eye.z);
  camera->SetViewUp(gaze.up.x, gaze.up.y, gaze.up.z);
  camera->SetParallelScale(halfHeightMm);
  camera->SetClippingRange(eyeMm - 50, eyeMm + 50);
  place->SetInput(volume.empty() ? "" : placeText(axis, slicePosition()).c_str());
}

void SliceScene::Parts::refreshCrosshair() {
  Vec3 at = point - gaze.direction * crosshairLayerMm;
  coordinate(at, axis) += slicePosition() - point[axis];
  const double gap = 8 * mmPerPixel(), far = 4000;
  const Vec3 right = gaze.right();
  crosshair.mapper->SetInputData(polyDataOf(Lines{{at + right * gap, at + right * far},
                                                  {at - right * gap, at - right * far},
                                                  {at + gaze.up * gap, at + gaze.up * far},
                                                  {at - gaze.up * gap, at - gaze.up * far}}));
}

void SliceScene::Parts::refreshBrush() {
  const double off = slicePosition() - brushCenter[axis];
  const bool hit = brushRadius > std::abs(off);
  brush.actor->SetVisibility(hit);
  if (!hit) return;
  Vec3 center = brushCenter - gaze.direction * brushLayerMm;
  coordinate(center, axis) += off;
  const double radius = std::sqrt(brushRadius * brushRadius - off * off);
  const auto at = [&](int i) {
    const double turn = 2 * std::numbers::pi * i / 64;
    return center + (gaze.right() * std::cos(turn) + gaze.up * std::sin(turn)) * radius;
  };
  Lines circle;
  for (int i = 0; i < 64; ++i) circle.push_back({at(i), at(i + 1)});
  brush.mapper->SetInputData(polyDataOf(circle));
}

SliceScene::SliceScene(vtkRenderWindow* window, Orientation orientation)
    : parts_(std::make_unique<Parts>(window, orientation)) {}
SliceScene::~SliceScene() = default;

Orientation SliceScene::orientation() const { return parts_->orientation; }

void SliceScene::setVolume(const CtVolume& volume) {
  const bool sameGrid = !volume.empty() && volume.geometry() == parts_->volume.geometry();
  parts_->image.mapper->SetInputData(volume.empty() ? nullptr : imageOf(volume));
  parts_->volume = volume;
  parts_->cutsStale = true;
  if (sameGrid || volume.empty()) return;
  const Geometry& g = volume.geometry();
  setPoint(g.toPatient(g.size[0] / 2, g.size[1] / 2, g.size[2] / 2));
  fit();
}

void SliceScene::setMask(const BinaryVolume& mask, const Color& color, double opacity) {
  auto& p = *parts_;
  p.maskColors->SetNumberOfTableValues(2);
  p.maskColors->SetTableRange(0, 1);
  p.maskColors->SetTableValue(0, 0, 0, 0, 0);
  p.maskColors->SetTableValue(1, color.red, color.green, color.blue, opacity);
  p.maskImage.mapper->SetInputData(mask.empty() ? nullptr : imageOf(mask));
  p.mask = mask;
}

void SliceScene::setContours(const std::string& name, std::shared_ptr<const TriangleMesh> mesh,
                             const Color& color, bool visible) {
  setContours(name, std::make_shared<const MeshSlices>(std::move(mesh), parts_->axis), color,
              visible);
}

void SliceScene::setContours(const std::string& name, std::shared_ptr<const MeshSlices> slices,
                             const Color& color, bool visible) {
  removeContours(name);
  auto added = std::make_unique<Contours>();
  added->slices = std::move(slices);
  added->lines.addTo(parts_->renderer);
  added->lines.setColor(color);
  added->lines.actor->SetVisibility(visible);
  const Vec3 shift = -parts_->gaze.direction * contourLayerMm;
  added->lines.actor->SetPosition(shift.x, shift.y, shift.z);
  parts_->contours[name] = std::move(added);
  parts_->cutsStale = true;
}

void SliceScene::setContoursVisible(const std::string& name, bool visible) {
  const auto found = parts_->contours.find(name);
  if (found == parts_->contours.end()) return;
  found->second->lines.actor->SetVisibility(visible);
  parts_->cutsStale = true;
}

void SliceScene::setLetterSize(int points) { parts_->letters.setSize(points); }

void SliceScene::removeContours(const std::string& name) {
  const auto found = parts_->contours.find(name);
  if (found == parts_->contours.end()) return;
  parts_->renderer->RemoveActor(found->second->lines.actor);
  parts_->contours.erase(found);
}

void SliceScene::setPoint(const Vec3& point) {
  if (!std::isfinite(point.x + point.y + point.z)) return;
  const double before = parts_->slicePosition();
  parts_->point = point;
  if (!parts_->volume.empty()) {
    const Geometry& g = parts_->volume.geometry();
    for (int a = 0; a < 3; ++a) {
      const double last = g.origin[a] + g.spacing[a] * (g.size[a] - 1);
      coordinate(parts_->point, a) = std::clamp(point[a], g.origin[a], last);
    }
  }
  if (parts_->slicePosition() != before) parts_->cutsStale = true;
}

Vec3 SliceScene::point() const { return parts_->point; }
void SliceScene::setCrosshairVisible(bool visible) {
  parts_->crosshair.actor->SetVisibility(visible);
}

void SliceScene::setBrush(const Vec3& center, double radiusMm, const Color& color) {
  parts_->brushCenter = center;
  parts_->brushRadius = radiusMm;
  parts_->brush.setColor(color);
}

void SliceScene::setWindowLevel(double windowHu, double levelHu) {
  parts_->image.slice->GetProperty()->SetColorWindow(std::max(1.0, windowHu));
  parts_->image.slice->GetProperty()->SetColorLevel(levelHu);
}
double SliceScene::windowHu() const { return parts_->image.slice->GetProperty()->GetColorWindow(); }
double SliceScene::levelHu() const { return parts_->image.slice->GetProperty()->GetColorLevel(); }

Vec3 SliceScene::pick(double x, double y) const {
  const int* pixels = parts_->window->GetSize();
  const double scale = parts_->mmPerPixel();
  Vec3 at = parts_->middle + parts_->gaze.right() * ((x - pixels[0] / 2.0) * scale) -
            parts_->gaze.up * ((y - pixels[1] / 2.0) * scale);
  coordinate(at, parts_->axis) = parts_->slicePosition();
  return at;
}

void SliceScene::scroll(int steps) {
  if (parts_->volume.empty()) return;
  Vec3 to = parts_->point;
  coordinate(to, parts_->axis) =
      parts_->slicePosition() + steps * parts_->volume.geometry().spacing[parts_->axis];
  setPoint(to);
}

void SliceScene::zoom(double factor, double x, double y) {
  const Vec3 kept = pick(x, y);
  parts_->halfHeightMm = std::clamp(parts_->halfHeightMm / factor, 2.0, 2000.0);
  parts_->fitted = false;
  parts_->middle = parts_->middle + (kept - pick(x, y));
}

void SliceScene::pan(double dx, double dy) {
  const double scale = parts_->mmPerPixel();
  parts_->middle =
      parts_->middle - parts_->gaze.right() * (dx * scale) + parts_->gaze.up * (dy * scale);
  parts_->fitted = false;
}

void SliceScene::fit() {
  parts_->fitted = true;
  parts_->refreshCamera();
}

std::string SliceScene::positionText() const {
  return parts_->volume.empty() ? "" : placeText(parts_->axis, parts_->slicePosition());
}
void SliceScene::render() { parts_->window->Render(); }

}  // namespace bregma
