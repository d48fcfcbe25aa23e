#include "ui/main_window.hpp"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QStatusBar>

#include "ui/constraint_panel.hpp"
#include "ui/findings_banner.hpp"
#include "ui/layer_panel.hpp"
#include "ui/messages.hpp"
#include "ui/plan_form.hpp"
#include "ui/step_list.hpp"
#include "ui/step_panels.hpp"
#include "ui/view_grid.hpp"

namespace bregma {
namespace {

constexpr int progressSteps = 1000;

}  // namespace

MainWindow::MainWindow(QWidget* parent) : QMainWindow(parent) {
  setObjectName(QStringLiteral("mainWindow"));
  setWindowTitle(tr("Bregma"));
  setAcceptDrops(true);
  auto* central = new QWidget;
  auto* row = new QHBoxLayout(central);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  row->addWidget(buildLeft());
  row->addWidget(buildCenter(), 1);
  row->addWidget(buildRight());
  setCentralWidget(central);
  buildStatus();
  buildMenus();
  connectSession();
  connectImplantTools();
  showStep(Step::Import);
  refresh();
  resize(1360, 800);
}

MainWindow::~MainWindow() = default;

void MainWindow::connectSession() {
  connect(&session_, &CaseSession::changed, this, &MainWindow::refresh);
  connect(&session_, &CaseSession::progressed, this, &MainWindow::showProgress);
  connect(&session_, &CaseSession::opened, this, [this] {
    seenDefects_.reset();
    views_->clear();
    readout_->clear();
    const auto name = session_.current().input().filename().u16string();
    setWindowTitle(tr("%1 — Bregma").arg(QString::fromStdU16String(name)));
  });
  connect(&session_, &CaseSession::exported, this, [this] {
    views_->takePictures(
        [this](const std::vector<Picture>& pictures) { session_.writeReport(pictures); });
  });
  connect(&session_, &CaseSession::layersChanged, this, [this] {
    views_->showLayers(session_.layers());
    layerPanel_->setPresent(session_.layers());
    previewSculpting();
    panels_[std::size_t(Step::Vault)]->refresh();  // for the comparison
  });
}

void MainWindow::openInput(const std::filesystem::path& input, Step last) {
  guarded([&] {
    if (!std::filesystem::exists(input))
      throw Error(ErrorCode::PathMissing,
                  {QString::fromStdU16String(input.u16string()).toStdString()});
    session_.open(input, nextPlan_.value_or(Plan{}));
    nextPlan_.reset();
    showImplant_ = last >= Step::Implant;
    session_.run(last);
  });
}

void MainWindow::usePlan(const Plan& plan) {
  if (session_.isOpen())
    session_.edit(tr("Open plan"), [&](Plan& present) { present = plan; });
  else
    nextPlan_ = plan;
}

void MainWindow::chooseStep(Step step) { steps_->setCurrentRow(int(step)); }

void MainWindow::showStep(Step step) {
  stepTitle_->setText(bregma::stepTitle(step));
  stack_->setCurrentIndex(int(step));
  for (const Step other : allSteps)
    if (other != step)
      if (auto* brush = panels_[std::size_t(other)]->findChild<QPushButton*>(
              QString::fromLatin1(nameOf(other)) + QStringLiteral(".brush")))
        brush->setChecked(false);
  showLayersOf(step);
  refresh();
}

// What a person judges at a step, without what would hide it.
void MainWindow::showLayersOf(Step step) {
  const bool mold = step == Step::Mold, vault = step == Step::Vault;
  layerPanel_->setShown(LayerKind::Skull, !mold);
  layerPanel_->setShown(LayerKind::Rim, step == Step::Defect || vault);
  layerPanel_->setShown(LayerKind::Vault, vault);
  for (const LayerKind kind : comparedLayers) layerPanel_->setShown(kind, vault);
  layerPanel_->setShown(LayerKind::Implant, step >= Step::Implant);
  layerPanel_->setShown(LayerKind::OuterMold, mold);
  layerPanel_->setShown(LayerKind::InnerMold, mold);
  for (const LayerKind kind : {LayerKind::Master, LayerKind::Box, LayerKind::Gauge})
    layerPanel_->setShown(kind, mold);
}

void MainWindow::refresh() {
  refreshSteps();
  refreshRun();
  for (PlanForm* panel : panels_) panel->refresh();
  constraints_->showCase(session_.current());
  showArrows();
  showStrokes();
  previewSculpting();
  views_->mapStrip().setPlan(session_.plan());
  banner_->showFailure(session_.failure());
  banner_->showFindings(session_.current().findings(), session_.plan().acknowledged);
  const auto& history = session_.history();
  undo_->setEnabled(history.canUndo());
  redo_->setEnabled(history.canRedo());
  undo_->setText(tr("&Undo %1").arg(QString::fromStdString(history.undoLabel())).trimmed());
  redo_->setText(tr("&Redo %1").arg(QString::fromStdString(history.redoLabel())).trimmed());
  showResults();
}

void MainWindow::refreshSteps() {
  for (const Step step : allSteps) steps_->showStatus(step, session_.status(step));
}

void MainWindow::refreshRun() {
  const bool running = session_.running(), open = session_.isOpen();
  const Step step = steps_->current();
  const bool exports = step == Step::Export;
  const bool hasFolder = !session_.current().folder().empty();
  runHere_->setText(exports ? tr("Export") : tr("Run to here"));
  runHere_->setEnabled(open && !running && (!exports || hasFolder));
  runAll_->setEnabled(open && !running);
  export_->setEnabled(open && !running);
  savePlan_->setEnabled(open);
  cancel_->setVisible(running);
  progress_->setVisible(running);
  if (!running) progress_->setValue(0);
  const auto now = session_.runningStep();
  if (running)
    message_->setText(now ? tr("Running: %1").arg(bregma::stepTitle(*now)) : tr("Running"));
  else
    message_->setText(open ? tr("Ready") : tr("Open a scan to begin"));
}

void MainWindow::showProgress(double fraction) {
  progress_->setValue(int(fraction * progressSteps));
}

void MainWindow::showResults() {
  const Case& shown = session_.current();
  if (showImplant_ && shown.state(Step::Implant) == StepState::Ready) {
    showImplant_ = false;
    if (steps_->current() == Step::Import) chooseStep(Step::Implant);
  }
  views_->showScan(shown.scan());
  const auto defects = shown.defects();
  if (defects && defects != seenDefects_ && !defects->regions.empty()) {
    const DefectRegion& region = defects->regions.front();
    views_->setPoint(region.center);
    if (!seenDefects_) views_->lookAgainst(region.outward);
    seenDefects_ = defects;
  }
}

void MainWindow::lookAt(const Vec3& place) {
  if (const auto head = session_.current().head())
    views_->flyTo(place, normalized(place - head->center));
  else
    views_->setPoint(place);
}

void MainWindow::showHovered(const Vec3& point) {
  const auto scan = session_.current().scan();
  if (!scan) return;
  const auto side = [](double mm, const QString& positive, const QString& negative) {
    return (mm < 0 ? negative : positive) + QStringLiteral(" ") + number(std::abs(mm));
  };
  const double hu = sample(scan->ct, point, -1024);
  readout_->setText(tr("%1   %2   %3 mm     %4 HU")
                        .arg(side(point.x, tr("L"), tr("R")), side(point.y, tr("P"), tr("A")),
                             side(point.z, tr("S"), tr("I")), number(hu, 0)));
}

void MainWindow::setBrush(bool on, const Stroke& brush, Painted painted, Sculpted sculpted) {
  brushOn_ = on;
  brush_ = brush;
  painted_ = std::move(painted);
  sculpted_ = std::move(sculpted);
  views_->setBrush(on, brush.radiusMm);
}

void MainWindow::paint(const Vec3& center) {
  if (!painting_.empty() && length(painting_.back().center - center) < brush_.radiusMm / 2) return;
  brush_.center = center;
  painting_.push_back(brush_);
  showStrokes();
  previewSculpting();
}

void MainWindow::endPainting() {
  const auto strokes = std::exchange(painting_, {});
  if (!strokes.empty()) painted_(strokes);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const auto urls = event->mimeData()->urls();
  if (urls.size() == 1 && urls.front().isLocalFile()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const auto urls = event->mimeData()->urls();
  if (urls.isEmpty()) return;
  event->acceptProposedAction();
  const std::filesystem::path input = urls.front().toLocalFile().toStdU16String();
  if (holdsSeries(input))
    browse(input);
  else
    openInput(input, Step::Import);
}

}  // namespace bregma
