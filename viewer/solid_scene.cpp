#include "viewer/solid_scene.hpp"

#include <vtkActor.h>
#include <vtkCallbackCommand.h>
#include <vtkCamera.h>
#include <vtkLight.h>
#include <vtkNew.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderWindow.h>
#include <vtkRenderer.h>
#include <vtkSphereSource.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>

#include "viewer/edge_letters.hpp"
#include "viewer/ray.hpp"
#include "viewer/vtk_data.hpp"

namespace bregma {
namespace {

constexpr double eyeMm = 3000;
constexpr double turnPerPixelRad = 0.4 * std::numbers::pi / 180;

/// One level of detail of one part.
struct Level {
  vtkNew<vtkPolyDataMapper> mapper;
  vtkNew<vtkActor> actor;

  void setTriangles(const ShadedTriangles& triangles) {
    mapper->SetInputData(polyDataOf(triangles));
    mapper->ScalarVisibilityOff();
    actor->SetMapper(mapper);
    vtkProperty* look = actor->GetProperty();
    look->SetInterpolationToPhong();
    look->SetAmbient(0.16);
    look->SetDiffuse(0.88);
    look->SetSpecular(0.12);
    look->SetSpecularPower(25);
  }
};

struct Part {
  std::shared_ptr<const DisplayMesh> mesh;
  Level fine, coarse;
  bool visible = true;

  bool hasCoarse() const { return !mesh->coarse.triangles.empty(); }
};

/// A light fixed to the camera, at (right, up) of the eye.
void addLight(vtkRenderer* renderer, double right, double up, double strength) {
  vtkNew<vtkLight> light;
  light->SetLightTypeToCameraLight();
  light->SetPosition(right, up, 1);
  light->SetFocalPoint(0, 0, 0);
  light->SetIntensity(strength);
  renderer->AddLight(light);
}

}  // namespace

struct SolidScene::Parts {
  explicit Parts(vtkRenderWindow* w);
  ~Parts();

  void refresh();  ///< brings camera and actors up to date, just before a frame
  void show(Part& part);
  Box visibleBox() const;
  void fitTo(const Vec3& center, double width, double height);
  double mmPerPixel() const { return 2 * halfHeightMm / std::max(1, window->GetSize()[1]); }

  vtkRenderWindow* window;
  vtkNew<vtkRenderer> renderer;
  vtkNew<vtkCallbackCommand> beforeFrame;
  EdgeLetters letters;
  std::map<std::string, std::unique_ptr<Part>> parts;
  vtkNew<vtkSphereSource> ball;
  vtkNew<vtkPolyDataMapper> ballMapper;
  vtkNew<vtkActor> ballActor;

  Gaze gaze = gazeOf(View::Front);
  Vec3 focus;
  double halfHeightMm = 120;
  bool fitted = true;  // follows the parts and the window until the user zooms
  bool moving = false;
};

SolidScene::Parts::Parts(vtkRenderWindow* w) : window(w), letters(renderer) {
  renderer->GradientBackgroundOn();
  renderer->SetBackground(0.10, 0.12, 0.15);
  renderer->SetBackground2(0.24, 0.28, 0.33);
  renderer->GetActiveCamera()->ParallelProjectionOn();
  renderer->SetTwoSidedLighting(true);
  renderer->AutomaticLightCreationOff();
  // Each light costs a third of a frame without a graphics card.
  addLight(renderer, -0.5, 0.8, 0.80);
  addLight(renderer, 1.0, -0.3, 0.38);

  ball->SetThetaResolution(16);
  ball->SetPhiResolution(12);
  ballMapper->SetInputConnection(ball->GetOutputPort());
  ballActor->SetMapper(ballMapper);
  ballActor->GetProperty()->SetColor(crosshairColor.red, crosshairColor.green, crosshairColor.blue);
  ballActor->GetProperty()->SetAmbient(0.4);
  ballActor->VisibilityOff();
  renderer->AddActor(ballActor);

  window->AddRenderer(renderer);
  beforeFrame->SetClientData(this);
  beforeFrame->SetCallback(
      [](vtkObject*, unsigned long, void* self, void*) { static_cast<Parts*>(self)->refresh(); });
  window->AddObserver(vtkCommand::StartEvent, beforeFrame);
}

SolidScene::Parts::~Parts() {
  window->RemoveObserver(beforeFrame);
  window->RemoveRenderer(renderer);
}

void SolidScene::Parts::show(Part& part) {
  const bool coarse = moving && part.hasCoarse();
  part.fine.actor->SetVisibility(part.visible && !coarse);
  part.coarse.actor->SetVisibility(part.visible && coarse);
}

Box SolidScene::Parts::visibleBox() const {
  constexpr double far = std::numeric_limits<double>::max();
  Box box{{far, far, far}, {-far, -far, -far}};
  for (const auto& [name, part] : parts) {
    if (!part->visible || part->mesh->fine.triangles.empty()) continue;
    const double* b = part->fine.actor->GetBounds();
    box.low = {std::min(box.low.x, b[0]), std::min(box.low.y, b[2]), std::min(box.low.z, b[4])};
    box.high = {std::max(box.high.x, b[1]), std::max(box.high.y, b[3]), std::max(box.high.z, b[5])};
  }
  return box.low.x > box.high.x ? Box{{-100, -100, -100}, {100, 100, 100}} : box;
}

void SolidScene::Parts::fitTo(const Vec3& center, double width, double height) {
  const int* pixels = window->GetSize();
  const double aspect = pixels[0] > 0 && pixels[1] > 0 ? double(pixels[1]) / pixels[0] : 1;
  focus = center;
  halfHeightMm = std::max(1.0, 0.54 * std::max(height, width * aspect));
}

void SolidScene::Parts::refresh() {
  if (fitted) {
    const Box box = visibleBox();
    const Vec3 extent = box.high - box.low;
    const auto across = [&](const Vec3& d) {
      return std::abs(d.x) * extent.x + std::abs(d.y) * extent.y + std::abs(d.z) * extent.z;
    };
    fitTo((box.low + box.high) / 2, across(gaze.right()), across(gaze.up));
  }
  for (auto& [name, part] : parts) show(*part);
  const Vec3 eye = focus - gaze.direction * eyeMm;
  vtkCamera* camera = renderer->GetActiveCamera();
  camera->SetFocalPoint(focus.x, focus.y, focus.z);
  camera->SetPosition(eye.x, eye.y, eye.z);
  camera->SetViewUp(gaze.up.x, gaze.up.y, gaze.up.z);
  camera->SetParallelScale(halfHeightMm);
  ball->SetRadius(6 * mmPerPixel());
  renderer->ResetCameraClippingRange();
  letters.show(gaze);
}

SolidScene::SolidScene(vtkRenderWindow* window) : parts_(std::make_unique<Parts>(window)) {}
SolidScene::~SolidScene() = default;

void SolidScene::setPart(const std::string& name, const std::shared_ptr<const DisplayMesh>& mesh,
                         const Color& color, double opacity) {
  auto& part = parts_->parts[name];
  const bool visible = !part || part->visible;
  if (part) removePart(name);
  auto& added = parts_->parts[name];
  added = std::make_unique<Part>();
  added->mesh = mesh;
  added->visible = visible;
  added->fine.setTriangles(mesh->fine);
  added->coarse.setTriangles(mesh->coarse);
  parts_->renderer->AddActor(added->fine.actor);
  parts_->renderer->AddActor(added->coarse.actor);
  setColor(name, color);
  setOpacity(name, opacity);
}

void SolidScene::setPart(const std::string& name, const TriangleMesh& mesh, const Color& color,
                         double opacity) {
  setPart(name, makeDisplayMesh(mesh), color, opacity);
}

bool SolidScene::hasPart(const std::string& name) const { return parts_->parts.contains(name); }

void SolidScene::removePart(const std::string& name) {
  const auto found = parts_->parts.find(name);
  if (found == parts_->parts.end()) return;
  parts_->renderer->RemoveActor(found->second->fine.actor);
  parts_->renderer->RemoveActor(found->second->coarse.actor);
  parts_->parts.erase(found);
}

void SolidScene::setVisible(const std::string& name, bool visible) {
  const auto found = parts_->parts.find(name);
  if (found != parts_->parts.end()) found->second->visible = visible;
}

void SolidScene::setOpacity(const std::string& name, double opacity) {
  const auto found = parts_->parts.find(name);
  if (found == parts_->parts.end()) return;
  found->second->fine.actor->GetProperty()->SetOpacity(opacity);
  found->second->coarse.actor->GetProperty()->SetOpacity(opacity);
}

void SolidScene::setColor(const std::string& name, const Color& color) {
  const auto found = parts_->parts.find(name);
  if (found == parts_->parts.end()) return;
  found->second->fine.actor->GetProperty()->SetColor(color.red, color.green, color.blue);
  found->second->coarse.actor->GetProperty()->SetColor(color.red, color.green, color.blue);
}

void SolidScene::setView(View view) {
  parts_->gaze = gazeOf(view);
  fit();
}
void SolidScene::setGaze(const Gaze& gaze) { parts_->gaze = gaze; }
Gaze SolidScene::gaze() const { return parts_->gaze; }

void SolidScene::fit() {
  parts_->fitted = true;
  parts_->refresh();
}

void SolidScene::fit(const Vec3& center, double radiusMm) {
  parts_->fitted = false;
  parts_->fitTo(center, 2 * radiusMm, 2 * radiusMm);
  parts_->refresh();
}

void SolidScene::rotate(double dx, double dy) {
  parts_->refresh();
  parts_->fitted = false;  // turning must not change the scale
  Gaze& gaze = parts_->gaze;
  const Mat3 turn = rotation({0, 0, 1}, -dx * turnPerPixelRad);
  gaze = {turn * gaze.direction, turn * gaze.up};
  const Mat3 nod = rotation(gaze.right(), -dy * turnPerPixelRad);
  const Gaze nodded{normalized(nod * gaze.direction), normalized(nod * gaze.up)};
  // Superior never points down: the turntable stops when it looks straight from above or below.
  if (nodded.up.z >= -1e-9) gaze = nodded;
}

void SolidScene::zoom(double factor) {
  parts_->refresh();
  parts_->fitted = false;
  parts_->halfHeightMm = std::clamp(parts_->halfHeightMm / factor, 1.0, 2000.0);
}

void SolidScene::pan(double dx, double dy) {
  parts_->refresh();
  parts_->fitted = false;
  const double scale = parts_->mmPerPixel();
  parts_->focus =
      parts_->focus - parts_->gaze.right() * (dx * scale) + parts_->gaze.up * (dy * scale);
}

void SolidScene::setMoving(bool moving) { parts_->moving = moving; }

std::optional<Vec3> SolidScene::pick(double x, double y) const {
  const int* pixels = parts_->window->GetSize();
  const double scale = parts_->mmPerPixel();
  const Gaze& gaze = parts_->gaze;
  const Vec3 from = parts_->focus - gaze.direction * eyeMm +
                    gaze.right() * ((x - pixels[0] / 2.0) * scale) -
                    gaze.up * ((y - pixels[1] / 2.0) * scale);
  std::optional<double> nearest;
  for (const auto& [name, part] : parts_->parts) {
    if (!part->visible) continue;
    const auto distance = distanceAlongRay(part->mesh->fine, from, gaze.direction);
    if (distance && (!nearest || *distance < *nearest)) nearest = distance;
  }
  if (!nearest) return std::nullopt;
  return from + gaze.direction * *nearest;
}

void SolidScene::setPoint(const std::optional<Vec3>& point) {
  parts_->ballActor->SetVisibility(point.has_value());
  if (point) parts_->ballActor->SetPosition(point->x, point->y, point->z);
}

void SolidScene::setLettersVisible(bool visible) { parts_->letters.setVisible(visible); }

void SolidScene::setPaper(bool paper) {
  parts_->renderer->SetGradientBackground(!paper);
  parts_->renderer->SetBackground(paper ? 1.0 : 0.10, paper ? 1.0 : 0.12, paper ? 1.0 : 0.15);
  parts_->letters.setColor(paper ? Color{0.15, 0.15, 0.15} : Color{0.95, 0.80, 0.35});
  parts_->letters.setSize(paper ? 26 : 15);
}

void SolidScene::render() { parts_->window->Render(); }

}  // namespace bregma
