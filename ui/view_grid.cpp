#include "ui/view_grid.hpp"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/stroke_balls.hpp"

namespace bregma {
namespace {

constexpr double flightHalfHeightMm = 45;  // of the picture at a place that was flown to
constexpr Color addedColor{0.93, 0.30, 0.36}, takenColor{0.35, 0.62, 0.95};

constexpr std::array orientations{Orientation::Axial, Orientation::Coronal, Orientation::Sagittal};

QString titleOf(Orientation orientation) {
  switch (orientation) {
    case Orientation::Axial: return ViewGrid::tr("Axial");
    case Orientation::Coronal: return ViewGrid::tr("Coronal");
    case Orientation::Sagittal: return ViewGrid::tr("Sagittal");
  }
  return {};
}

QString letterOf(View view) {
  switch (view) {
    case View::Front: return ViewGrid::tr("Front");
    case View::Back: return ViewGrid::tr("Back");
    case View::Left: return ViewGrid::tr("Left");
    case View::Right: return ViewGrid::tr("Right");
    case View::Top: return ViewGrid::tr("Top");
    case View::Bottom: return ViewGrid::tr("Bottom");
  }
  return {};
}

Picture pictureOf(const QImage& image, const char* name) {
  const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
  Picture picture{name, rgb.width(), rgb.height(), {}};
  for (int y = 0; y < rgb.height(); ++y)
    picture.rgb.insert(picture.rgb.end(), rgb.constScanLine(y),
                       rgb.constScanLine(y) + std::size_t(3) * rgb.width());
  return picture;
}

}  // namespace

ViewGrid::ViewGrid(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("viewGrid"));
  looks_[std::size_t(LayerKind::Vault)].opacity = 0.5;
  for (const LayerKind kind : comparedLayers) looks_[std::size_t(kind)].opacity = 0.5;
  looks_[std::size_t(LayerKind::OuterMold)].opacity = 0.5;
  looks_[std::size_t(LayerKind::Box)].opacity = 0.5;
  turns_ = new FrameTurns(this);
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setSpacing(4);
  for (const Orientation o : orientations) {
    auto* pane = new SlicePane(o);
    slices_[std::size_t(o)] = pane;
    frames_[std::size_t(o)] = framed(pane, titleOf(o), QString::fromLatin1(nameOf(o)), nullptr);
    connect(pane, &SlicePane::pointPicked, this, &ViewGrid::setPoint);
    connect(pane, &SlicePane::painted, this, &ViewGrid::painted);
    connect(pane, &SlicePane::paintEnded, this, &ViewGrid::paintEnded);
    connect(pane, &SlicePane::windowLevelDragged, this, &ViewGrid::setWindowLevel);
    connect(pane, &SlicePane::hovered, this, &ViewGrid::hovered);
  }
  solid_ = new SolidPane;
  frames_[3] = framed(solid_, tr("3-D"), QStringLiteral("solid"), viewButtons());
  mapStrip_ = new MapStrip;
  mapStrip_->hide();
  frames_[3]->layout()->addWidget(mapStrip_);
  connect(solid_, &SolidPane::pointPicked, this, &ViewGrid::setPoint);
  connect(solid_, &SolidPane::painted, this, &ViewGrid::painted);
  connect(solid_, &SolidPane::paintEnded, this, &ViewGrid::paintEnded);
  grid->addWidget(frames_[0], 0, 0);
  grid->addWidget(frames_[3], 0, 1);
  grid->addWidget(frames_[1], 1, 0);
  grid->addWidget(frames_[2], 1, 1);
  for (const int k : {0, 1}) {
    grid->setRowStretch(k, 1);
    grid->setColumnStretch(k, 1);
  }
  clear();
}

ViewGrid::~ViewGrid() = default;

QWidget* ViewGrid::framed(VtkPane* pane, const QString& title, const QString& name,
                          QWidget* tools) {
  auto* frame = new QFrame;
  frame->setObjectName(name + QStringLiteral("Frame"));
  frame->setProperty("pane", true);
  auto* column = new QVBoxLayout(frame);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* head = new QHBoxLayout;
  head->setContentsMargins(8, 2, 2, 2);
  auto* label = new QLabel(title);
  label->setProperty("paneTitle", true);
  auto* alone = new QToolButton;
  alone->setObjectName(name + QStringLiteral("Alone"));
  alone->setText(QStringLiteral("\u2922"));
  alone->setToolTip(tr("Show only this pane, or all four"));
  alone->setAutoRaise(true);
  connect(alone, &QToolButton::clicked, this, [this, frame] { toggleAlone(frame); });
  head->addWidget(label);
  head->addStretch();
  if (tools) head->addWidget(tools);
  head->addWidget(alone);
  column->addLayout(head);
  pane->setObjectName(name + QStringLiteral("Pane"));
  pane->setFrameTurns(turns_);
  column->addWidget(pane, 1);
  return frame;
}

QWidget* ViewGrid::viewButtons() {
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  for (const View view : allViews) {
    auto* button = new QToolButton;
    button->setObjectName(QStringLiteral("view.") + QString::fromLatin1(nameOf(view)));
    button->setText(letterOf(view));
    button->setAutoRaise(true);
    connect(button, &QToolButton::clicked, this, [this, view] { setView(view); });
    layout->addWidget(button);
  }
  return row;
}

void ViewGrid::toggleAlone(QWidget* frame) {
  const bool others = std::any_of(frames_.begin(), frames_.end(),
                                  [&](const QWidget* f) { return f != frame && f->isVisible(); });
  for (QWidget* f : frames_) f->setVisible(f == frame || !others);
  // A row or column that stretches takes its share even when nothing in it is shown.
  auto* grid = static_cast<QGridLayout*>(layout());
  for (const int k : {0, 1}) {
    const auto shown = [&](int row, int column) {
      return grid->itemAtPosition(row, column)->widget()->isVisibleTo(this);
    };
    grid->setRowStretch(k, shown(k, 0) || shown(k, 1));
    grid->setColumnStretch(k, shown(0, k) || shown(1, k));
  }
}

bool ViewGrid::shows(const Layer& layer) const {
  return std::any_of(layers_.begin(), layers_.end(),
                     [&](const Layer& shown) { return shown.same(layer); });
}

void ViewGrid::clear() {
  turns_->dropWork();
  scan_.reset();
  for (SlicePane* pane : slices_) {
    for (const Layer& layer : layers_) pane->scene().removeContours(layer.name);
    pane->scene().setVolume({});
    pane->scene().setCrosshairVisible(false);
  }
  for (const Layer& layer : layers_) solid_->scene().removePart(layer.name);
  layers_.clear();
  instead_.clear();
  showStrokes({});
  mapStrip_->hide();
  solid_->scene().setArrows({});
  solid_->scene().setPoint(std::nullopt);
  drawAll();
}

void ViewGrid::showScan(const std::shared_ptr<const Scan>& scan) {
  if (scan == scan_) return;
  scan_ = scan;
  if (!scan) return;
  for (SlicePane* pane : slices_) {
    pane->scene().setVolume(scan->ct);
    pane->scene().setCrosshairVisible(true);
  }
  setPoint(slices_[0]->scene().point());
}

void ViewGrid::showLayers(const Layers& layers) {
  const Layers before = std::exchange(layers_, layers);
  for (const Layer& old : before) {
    const bool kept = std::any_of(layers.begin(), layers.end(),
                                  [&](const Layer& layer) { return layer.name == old.name; });
    if (kept) continue;
    solid_->scene().removePart(old.name);
    for (SlicePane* pane : slices_) pane->scene().removeContours(old.name);
  }
  for (const Layer& layer : layers) {
    const bool same = std::any_of(before.begin(), before.end(),
                                  [&](const Layer& old) { return old.same(layer); });
    if (!same) bringIn(layer);
    if (layer.kind == LayerKind::Implant) turns_->later([this, layer] { paint(layer); });
  }
  mapStrip_->setVisible(std::ranges::any_of(
      layers, [](const Layer& layer) { return layer.kind == LayerKind::Implant; }));
  drawAll();
}

void ViewGrid::paint(const Layer& layer) {
  const auto now = std::ranges::find(layers_, layer.name, &Layer::name);
  if (now == layers_.end() || !now->same(layer)) return;
  solid_->scene().setPaint(layer.name, {now->values, mapScale_});
  solid_->redraw();
}

void ViewGrid::setMapScale(const ColorScale& scale) {
  mapScale_ = scale;
  for (const Layer& layer : layers_)
    if (layer.kind == LayerKind::Implant) paint(layer);
}

void ViewGrid::showStrokes(const std::vector<Stroke>& strokes) {
  if (strokes == strokes_) return;
  strokes_ = strokes;
  showBalls("strokes that add", strokeBalls(strokes, true), addedColor);
  showBalls("strokes that take", strokeBalls(strokes, false), takenColor);
  drawAll();
}

void ViewGrid::showBalls(const char* name, TriangleMesh balls, const Color& color) {
  if (balls.empty()) {
    solid_->scene().removePart(name);
    for (SlicePane* pane : slices_) pane->scene().removeContours(name);
    return;
  }
  const auto shared = std::make_shared<const TriangleMesh>(std::move(balls));
  solid_->scene().setPart(name, *shared, color, 0.6);
  solid_->scene().setPickable(name, false);  // the next touch is on what lies below
  for (SlicePane* pane : slices_) pane->scene().setContours(name, shared, color);
}

void ViewGrid::showMesh(const Layer& layer, const std::shared_ptr<const DisplayMesh>& mesh) {
  const Look& look = lookOf(layer.kind);
  solid_->scene().setPart(layer.name, mesh, colorOf(layer.kind), look.opacity);
  solid_->scene().setVisible(layer.name, look.visible);
  solid_->redraw();
}

void ViewGrid::showInstead(const std::vector<SculptPreview::Instead>& instead) {
  const auto before = std::exchange(instead_, instead);
  for (const Layer& layer : layers_) {
    const auto meshIn = [&](const std::vector<SculptPreview::Instead>& list) {
      const auto found = std::ranges::find(list, layer.name, &SculptPreview::Instead::layer);
      return found == list.end() ? layer.display : found->mesh;
    };
    const auto mesh = meshIn(instead_);
    if (mesh == meshIn(before)) continue;
    showMesh(layer, mesh);
    if (layer.kind == LayerKind::Implant) paint(layer);
  }
}

// Each pane takes a few milliseconds up to tens: one a turn keeps the window alive.
void ViewGrid::bringIn(const Layer& layer) {
  turns_->later([this, layer] {
    if (!shows(layer)) return;
    std::erase_if(instead_, [&](const auto& other) { return other.layer == layer.name; });
    showMesh(layer, layer.display);
  });
  for (SlicePane* pane : slices_)
    turns_->later([this, layer, pane] {
      if (!shows(layer)) return;
      const int axis = normalAxis(pane->scene().orientation());
      pane->scene().setContours(layer.name, layer.slices[std::size_t(axis)], colorOf(layer.kind),
                                lookOf(layer.kind).visible);
      pane->requestRender();
    });
}

void ViewGrid::takePictures(std::function<void(const std::vector<Picture>&)> taken) {
  const auto pictures = std::make_shared<std::vector<Picture>>();
  const Gaze before = solid_->scene().gaze();
  for (const View view : allViews)
    turns_->later([this, pictures, view] {
      setView(view);
      pictures->push_back(pictureOf(solid_->picture(), nameOf(view)));
    });
  turns_->later([this, pictures, before, taken = std::move(taken)] {
    solid_->scene().setGaze(before);
    solid_->redraw();
    taken(*pictures);
  });
}

void ViewGrid::setLayerVisible(LayerKind kind, bool visible) {
  looks_[std::size_t(kind)].visible = visible;
  for (const Layer& layer : layers_) {
    if (layer.kind != kind) continue;
    solid_->scene().setVisible(layer.name, visible);
    for (SlicePane* pane : slices_) pane->scene().setContoursVisible(layer.name, visible);
  }
  drawAll();
}

void ViewGrid::setLayerOpacity(LayerKind kind, double opacity) {
  looks_[std::size_t(kind)].opacity = opacity;
  for (const Layer& layer : layers_)
    if (layer.kind == kind) solid_->scene().setOpacity(layer.name, opacity);
  solid_->redraw();
}

void ViewGrid::setPoint(const Vec3& point) {
  for (SlicePane* pane : slices_) pane->scene().setPoint(point);
  point_ = slices_[0]->scene().point();
  solid_->scene().setPoint(point_);
  drawAll();
  Q_EMIT pointMoved(point_);
}

void ViewGrid::lookAgainst(const Vec3& outward) {
  solid_->scene().setGaze(gazeAlong(-outward));
  solid_->redraw();
}

void ViewGrid::flyTo(const Vec3& place, const Vec3& outward) {
  setPoint(place);
  solid_->flyTo({gazeAlong(-outward), place, flightHalfHeightMm});
}

void ViewGrid::setView(View view) {
  solid_->scene().setView(view);
  solid_->redraw();
}

void ViewGrid::setWindowLevel(double windowHu, double levelHu) {
  for (SlicePane* pane : slices_) pane->scene().setWindowLevel(windowHu, levelHu);
  drawSlices();
}

void ViewGrid::setBrush(bool on, double radiusMm) {
  for (SlicePane* pane : slices_) {
    pane->setBrushRadius(radiusMm);
    pane->setBrushOn(on);
  }
  solid_->setBrushOn(on);
}

void ViewGrid::drawSlices() {
  for (SlicePane* pane : slices_) pane->requestRender();
}

void ViewGrid::drawAll() {
  drawSlices();
  solid_->redraw();
}

}  // namespace bregma
