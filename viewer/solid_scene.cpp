#include "viewer/solid_scene.hpp"

#include <vtkActor.h>
#include <vtkCallbackCommand.h>
#include <vtkCamera.h>
#include <vtkLight.h>
#include <vtkNew.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderWindow.h>
#include <vtkRenderer.h>
#include <vtkSphereSource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>

#include "viewer/direction_arrow.hpp"
#include "viewer/edge_letters.hpp"
#include "viewer/frame_timing.hpp"
#include "viewer/ray.hpp"
#include "viewer/shown_part.hpp"

namespace bregma {
namespace {

constexpr double eyeMm = 3000;
constexpr double turnPerPixelRad = 0.4 * std::numbers::pi / 180;
constexpr std::size_t newTriangles =
    10'000;                        // in a frame: the first time takes three times as long
constexpr double grabPixels = 12;  // about the middle of an arrow's ball
constexpr double hiddenByMm = 6;   // a ball that lies so far behind a surface cannot be grabbed

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

  void beginFrame();
  void refreshCamera();
  void showLevels();
  std::size_t trianglesAt(std::size_t level) const;
  ShownPart* find(const std::string& name) {
    const auto found = parts.find(name);
    return found == parts.end() ? nullptr : found->second.get();
  }
  Box visibleBox() const;
  Vec3 eyeAt(double x, double y) const;  ///< on the ray of a pixel
  void fitTo(const Vec3& center, double width, double height);
  double mmPerPixel() const { return 2 * halfHeightMm / std::max(1, window->GetSize()[1]); }

  vtkRenderWindow* window;
  vtkNew<vtkRenderer> renderer;
  vtkNew<vtkCallbackCommand> beforeFrame, afterFrame;
  EdgeLetters letters;
  std::map<std::string, std::unique_ptr<ShownPart>> parts;
  std::vector<Arrow> arrows;
  std::vector<std::unique_ptr<DirectionArrow>> shownArrows;
  vtkNew<vtkSphereSource> ball;
  vtkNew<vtkPolyDataMapper> ballMapper;
  vtkNew<vtkActor> ballActor;

  Gaze gaze = gazeOf(View::Front);
  Vec3 focus;
  double halfHeightMm = 120;
  bool fitted = true;  // follows the parts and the window until the user zooms
  bool moving = false;
  std::optional<FrameLimits> limits;
  FrameTiming timing;
  std::size_t trianglesDrawn = 0;
  bool bringing =
      false;  // new triangles to the graphics card: such a frame tells nothing of others
  bool unfinished = false;
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
  // In front of everything: a place within a gap would hide.
  vtkMapper::SetResolveCoincidentTopologyToPolygonOffset();
  ballMapper->SetRelativeCoincidentTopologyPolygonOffsetParameters(0, -66000);

  window->AddRenderer(renderer);
  beforeFrame->SetClientData(this);
  beforeFrame->SetCallback([](vtkObject*, unsigned long, void* self, void*) {
    static_cast<Parts*>(self)->beginFrame();
  });
  window->AddObserver(vtkCommand::StartEvent, beforeFrame);
  afterFrame->SetClientData(this);
  afterFrame->SetCallback([](vtkObject*, unsigned long, void* self, void*) {
    auto* shown = static_cast<Parts*>(self);
    if (!shown->limits) return;
    shown->window->WaitForCompletion();
    if (!shown->bringing) shown->timing.end(shown->trianglesDrawn);
  });
  window->AddObserver(vtkCommand::EndEvent, afterFrame);
}

SolidScene::Parts::~Parts() {
  window->RemoveObserver(beforeFrame);
  window->RemoveObserver(afterFrame);
  parts.clear();
  shownArrows.clear();
  window->RemoveRenderer(renderer);
}

std::size_t SolidScene::Parts::trianglesAt(std::size_t level) const {
  std::size_t sum = 0;
  for (const auto& [name, part] : parts)
    if (part->visible()) sum += part->trianglesAt(level);
  return sum;
}

void SolidScene::Parts::showLevels() {
  std::size_t levels = 1, level = 0;
  for (const auto& [name, part] : parts) levels = std::max(levels, part->mesh().levels());
  if (limits) {
    const std::size_t most = timing.trianglesWithin(moving ? limits->movingMs : limits->restingMs);
    while (level + 1 < levels && trianglesAt(level) > most) ++level;
  } else if (moving) {
    level = levels - 1;
  }
  std::size_t mostNew = limits ? newTriangles : std::numeric_limits<std::size_t>::max();
  trianglesDrawn = 0;
  unfinished = bringing = false;
  for (auto& [name, part] : parts) {
    const std::size_t brought = part->showLevel(level, mostNew);
    mostNew -= std::min(mostNew, brought);
    bringing |= brought > 0;
    unfinished |= !part->complete();
    trianglesDrawn += part->trianglesDrawn();
  }
}

Box SolidScene::Parts::visibleBox() const {
  constexpr double far = std::numeric_limits<double>::max();
  Box box{{far, far, far}, {-far, -far, -far}};
  for (const auto& [name, part] : parts) {
    if (!part->visible()) continue;
    const auto& [low, high] = part->box();
    box.low = {std::min(box.low.x, low.x), std::min(box.low.y, low.y), std::min(box.low.z, low.z)};
    box.high = {std::max(box.high.x, high.x), std::max(box.high.y, high.y),
                std::max(box.high.z, high.z)};
  }
  return box.low.x > box.high.x ? Box{{-100, -100, -100}, {100, 100, 100}} : box;
}

void SolidScene::Parts::fitTo(const Vec3& center, double width, double height) {
  const int* pixels = window->GetSize();
  const double aspect = pixels[0] > 0 && pixels[1] > 0 ? double(pixels[1]) / pixels[0] : 1;
  focus = center;
  halfHeightMm = std::max(1.0, 0.54 * std::max(height, width * aspect));
}

void SolidScene::Parts::beginFrame() {
  showLevels();
  refreshCamera();
  if (limits) timing.begin();
}

void SolidScene::Parts::refreshCamera() {
  if (fitted) {
    const Box box = visibleBox();
    const Vec3 extent = box.high - box.low;
    const auto across = [&](const Vec3& d) {
      return std::abs(d.x) * extent.x + std::abs(d.y) * extent.y + std::abs(d.z) * extent.z;
    };
    fitTo((box.low + box.high) / 2, across(gaze.right()), across(gaze.up));
  }
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

Vec3 SolidScene::Parts::eyeAt(double x, double y) const {
  const int* pixels = window->GetSize();
  const double scale = mmPerPixel();
  return focus - gaze.direction * eyeMm + gaze.right() * ((x - pixels[0] / 2.0) * scale) -
         gaze.up * ((y - pixels[1] / 2.0) * scale);
}

SolidScene::SolidScene(vtkRenderWindow* window) : parts_(std::make_unique<Parts>(window)) {}
SolidScene::~SolidScene() = default;

void SolidScene::setPart(const std::string& name, const std::shared_ptr<const DisplayMesh>& mesh,
                         const Color& color, double opacity) {
  auto& part = parts_->parts[name];
  const bool visible = !part || part->wanted();
  part = std::make_unique<ShownPart>(parts_->renderer, mesh);
  part->setVisible(visible);
  part->setColor(color);
  part->setOpacity(opacity);
}

void SolidScene::setPart(const std::string& name, const TriangleMesh& mesh, const Color& color,
                         double opacity) {
  setPart(name, makeDisplayMesh(mesh), color, opacity);
}

bool SolidScene::hasPart(const std::string& name) const { return parts_->parts.contains(name); }

void SolidScene::removePart(const std::string& name) { parts_->parts.erase(name); }

void SolidScene::setVisible(const std::string& name, bool visible) {
  if (ShownPart* part = parts_->find(name)) part->setVisible(visible);
}

void SolidScene::setOpacity(const std::string& name, double opacity) {
  if (ShownPart* part = parts_->find(name)) part->setOpacity(opacity);
}

void SolidScene::setPickable(const std::string& name, bool pickable) {
  if (ShownPart* part = parts_->find(name)) part->setPickable(pickable);
}

void SolidScene::setColor(const std::string& name, const Color& color) {
  if (ShownPart* part = parts_->find(name)) part->setColor(color);
}

void SolidScene::setPaint(const std::string& name, Paint paint) {
  if (ShownPart* part = parts_->find(name)) part->setPaint(std::move(paint));
}

void SolidScene::setView(View view) {
  parts_->gaze = gazeOf(view);
  fit();
}
void SolidScene::setGaze(const Gaze& gaze) { parts_->gaze = gaze; }
Gaze SolidScene::gaze() const { return parts_->gaze; }

CameraPose SolidScene::pose() const { return {parts_->gaze, parts_->focus, parts_->halfHeightMm}; }
void SolidScene::setPose(const CameraPose& pose) {
  parts_->fitted = false;
  parts_->gaze = pose.gaze;
  parts_->focus = pose.focus;
  parts_->halfHeightMm = pose.halfHeightMm;
}

void SolidScene::fit() {
  parts_->fitted = true;
  parts_->refreshCamera();
}

void SolidScene::fit(const Vec3& center, double radiusMm) {
  parts_->fitted = false;
  parts_->fitTo(center, 2 * radiusMm, 2 * radiusMm);
  parts_->refreshCamera();
}

void SolidScene::rotate(double dx, double dy) {
  parts_->refreshCamera();
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
  parts_->refreshCamera();
  parts_->fitted = false;
  parts_->halfHeightMm = std::clamp(parts_->halfHeightMm / factor, 1.0, 2000.0);
}

void SolidScene::pan(double dx, double dy) {
  parts_->refreshCamera();
  parts_->fitted = false;
  const double scale = parts_->mmPerPixel();
  parts_->focus =
      parts_->focus - parts_->gaze.right() * (dx * scale) + parts_->gaze.up * (dy * scale);
}

void SolidScene::setMoving(bool moving) { parts_->moving = moving; }
void SolidScene::setFrameLimits(const FrameLimits& limits) { parts_->limits = limits; }
bool SolidScene::unfinished() const { return parts_->unfinished; }

std::optional<SolidScene::Pick> SolidScene::pickPart(double x, double y) const {
  const Vec3 from = parts_->eyeAt(x, y);
  const Vec3& along = parts_->gaze.direction;
  std::optional<double> nearest;
  Pick pick;
  for (const auto& [name, part] : parts_->parts) {
    if (!part->pickable()) continue;
    const auto distance = distanceAlongRay(part->mesh().fine, from, along);
    if (!distance || (nearest && *distance >= *nearest)) continue;
    nearest = distance;
    pick = {name, from + along * *distance};
  }
  return nearest ? std::optional(pick) : std::nullopt;
}

std::optional<Vec3> SolidScene::pick(double x, double y) const {
  const auto picked = pickPart(x, y);
  return picked ? std::optional(picked->point) : std::nullopt;
}

void SolidScene::setArrows(const std::vector<Arrow>& arrows) {
  parts_->arrows = arrows;
  auto& shown = parts_->shownArrows;
  shown.resize(std::min(shown.size(), arrows.size()));
  for (std::size_t i = 0; i < arrows.size(); ++i) {
    if (i == shown.size()) {
      shown.push_back(std::make_unique<DirectionArrow>(parts_->renderer));
      shown.back()->setColor(arrowColor);
    }
    shown[i]->show(arrows[i]);
  }
}

std::optional<std::size_t> SolidScene::arrowAt(double x, double y) const {
  const Vec3 from = parts_->eyeAt(x, y);
  const Vec3& along = parts_->gaze.direction;
  for (std::size_t i = 0; i < parts_->arrows.size(); ++i) {
    const Vec3 toBall = parts_->arrows[i].handle() - from;
    const double depth = dot(toBall, along);
    if (length(toBall - along * depth) > grabPixels * parts_->mmPerPixel()) continue;
    const auto inFront = pick(x, y);
    if (!inFront || dot(*inFront - from, along) > depth - hiddenByMm) return i;
  }
  return std::nullopt;
}

Vec3 SolidScene::arrowDraggedTo(std::size_t arrow, double x, double y) const {
  return draggedOutward(parts_->arrows.at(arrow), parts_->eyeAt(x, y), parts_->gaze.direction);
}

std::array<double, 2> SolidScene::pixelOf(const Vec3& point) const {
  const int* pixels = parts_->window->GetSize();
  const Vec3 aside = (point - parts_->focus) / parts_->mmPerPixel();
  return {pixels[0] / 2.0 + dot(aside, parts_->gaze.right()),
          pixels[1] / 2.0 - dot(aside, parts_->gaze.up)};
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
  parts_->letters.setSize(paper ? pictureLetterPoints : paneLetterPoints);
}

void SolidScene::render() { parts_->window->Render(); }

}  // namespace bregma
