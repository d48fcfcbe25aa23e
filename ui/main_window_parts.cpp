#include <QAction>
#include <QApplication>
#include <QFileDialog>
#include <QLabel>
#include <QMenuBar>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

#include "model/io/plan_file.hpp"
#include "ui/constraint_panel.hpp"
#include "ui/findings_banner.hpp"
#include "ui/layer_panel.hpp"
#include "ui/main_window.hpp"
#include "ui/messages.hpp"
#include "ui/plan_form.hpp"
#include "ui/step_list.hpp"
#include "ui/step_panels.hpp"
#include "ui/view_grid.hpp"

namespace bregma {
namespace {

constexpr int leftWidth = 252, rightWidth = 324;

QFrame* sidePanel(int width) {
  auto* frame = new QFrame;
  frame->setProperty("side", true);
  frame->setFixedWidth(width);
  return frame;
}

// Up and down only: the panel's width leaves room for the bar.
QWidget* scrolled(QWidget* panel) {
  auto* area = new QScrollArea;
  area->setWidget(panel);
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  return area;
}

QLabel* label(const QString& text, const char* property) {
  auto* made = new QLabel(text);
  made->setProperty(property, true);
  return made;
}

std::filesystem::path pathOf(const QString& text) { return text.toStdU16String(); }

/// A dialog that tests can drive and that blocks nothing.
QFileDialog* dialogFor(QWidget* parent, const QString& name, const QString& title,
                       QFileDialog::FileMode mode) {
  auto* dialog = new QFileDialog(parent, title);
  dialog->setObjectName(name);
  dialog->setOption(QFileDialog::DontUseNativeDialog);
  dialog->setFileMode(mode);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  return dialog;
}

}  // namespace

void MainWindow::guarded(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    session_.fail(sentence(error));
  }
}

QWidget* MainWindow::buildLeft() {
  auto* side = sidePanel(leftWidth);
  auto* column = new QVBoxLayout(side);
  column->setContentsMargins(6, 8, 6, 8);
  column->addWidget(label(tr("Bregma"), "brand"));
  steps_ = new StepList;
  connect(steps_, &StepList::chosen, this, &MainWindow::showStep);
  column->addWidget(steps_);
  runAll_ = new QPushButton(tr("Run all"));
  runAll_->setObjectName(QStringLiteral("runAll"));
  runAll_->setToolTip(tr("Compute every step up to the mold"));
  connect(runAll_, &QPushButton::clicked, this, [this] { session_.run(Step::Mold); });
  column->addWidget(runAll_);
  column->addWidget(label(tr("Constraints"), "groupTitle"));
  constraints_ = new ConstraintPanel;
  connect(constraints_, &ConstraintPanel::placeChosen, this, &MainWindow::lookAt);
  column->addWidget(constraints_, 1);
  return side;
}

QWidget* MainWindow::buildCenter() {
  auto* center = new QWidget;
  auto* column = new QVBoxLayout(center);
  column->setContentsMargins(6, 6, 6, 6);
  column->setSpacing(4);
  banner_ = new FindingsBanner;
  connect(banner_, &FindingsBanner::dismissed, &session_, &CaseSession::dismissFailure);
  connect(banner_, &FindingsBanner::placeChosen, this, &MainWindow::lookAt);
  connect(banner_, &FindingsBanner::acknowledged, this, [this](FindingCode code, bool yes) {
    session_.edit(tr("Acknowledge"), [&](Plan& plan) {
      std::erase(plan.acknowledged, code);
      if (yes) plan.acknowledged.push_back(code);
    });
  });
  views_ = new ViewGrid;
  connect(views_, &ViewGrid::hovered, this, &MainWindow::showHovered);
  connect(views_, &ViewGrid::painted, this, &MainWindow::paint);
  connect(views_, &ViewGrid::paintEnded, this, &MainWindow::endPainting);
  column->addWidget(banner_);
  column->addWidget(views_, 1);
  return center;
}

QWidget* MainWindow::buildRight() {
  auto* side = sidePanel(rightWidth);
  auto* column = new QVBoxLayout(side);
  column->setContentsMargins(14, 12, 14, 12);
  column->setSpacing(8);
  stepTitle_ = label({}, "panelTitle");
  stepTitle_->setObjectName(QStringLiteral("panelTitle"));
  column->addWidget(stepTitle_);
  stack_ = new QStackedWidget;
  const PanelActions actions{
      .openFile = [this] { chooseFile(); },
      .openFolder = [this] { chooseFolder(); },
      .chooseCaseFolder = [this] { chooseCaseFolder(); },
      .lookAt = [this](const Vec3& place) { lookAt(place); },
      .setBrush =
          [this](bool on, const Stroke& brush, Painted painted, Sculpted sculpted) {
            setBrush(on, brush, std::move(painted), std::move(sculpted));
          }};
  for (const Step step : allSteps) {
    panels_[std::size_t(step)] = makeStepPanel(step, session_, actions);
    stack_->addWidget(scrolled(panels_[std::size_t(step)]));
  }
  column->addWidget(stack_, 1);
  runHere_ = new QPushButton;
  runHere_->setObjectName(QStringLiteral("runHere"));
  runHere_->setProperty("primary", true);
  connect(runHere_, &QPushButton::clicked, this, [this] { session_.run(steps_->current()); });
  column->addWidget(runHere_);
  column->addWidget(label(tr("Shown"), "groupTitle"));
  layerPanel_ = new LayerPanel;
  connect(layerPanel_, &LayerPanel::visibleChanged, views_, &ViewGrid::setLayerVisible);
  connect(layerPanel_, &LayerPanel::opacityChanged, views_, &ViewGrid::setLayerOpacity);
  column->addWidget(layerPanel_);
  return side;
}

void MainWindow::buildStatus() {
  message_ = new QLabel;
  message_->setObjectName(QStringLiteral("message"));
  progress_ = new QProgressBar;
  progress_->setObjectName(QStringLiteral("progress"));
  progress_->setRange(0, 1000);
  progress_->setFixedWidth(260);
  cancel_ = new QPushButton(tr("Cancel"));
  cancel_->setObjectName(QStringLiteral("cancel"));
  connect(cancel_, &QPushButton::clicked, &session_, &CaseSession::cancel);
  readout_ = new QLabel;
  readout_->setObjectName(QStringLiteral("readout"));
  statusBar()->addWidget(message_);
  statusBar()->addWidget(progress_);
  statusBar()->addWidget(cancel_);
  statusBar()->addPermanentWidget(readout_);
  statusBar()->addPermanentWidget(
      label(tr("A planning aid for trained staff. Not a certified medical device."), "small"));
}

void MainWindow::buildMenus() {
  const auto add = [this](QMenu* menu, const QString& text, const QString& name,
                          const QKeySequence& keys, auto reaction) {
    QAction* action = menu->addAction(text);
    action->setObjectName(name);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, reaction);
    return action;
  };
  QMenu* file = menuBar()->addMenu(tr("&File"));
  file->setObjectName(QStringLiteral("menu.file"));
  add(file, tr("&Open file…"), QStringLiteral("action.openFile"), QKeySequence::Open,
      [this] { chooseFile(); });
  add(file, tr("Open &folder…"), QStringLiteral("action.openFolder"),
      QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), [this] { chooseFolder(); });
  add(file, tr("&Browse series…"), QStringLiteral("action.browse"),
      QKeySequence(Qt::CTRL | Qt::Key_B), [this] { browse({}); });
  file->addSeparator();
  add(file, tr("Open &plan…"), QStringLiteral("action.openPlan"), {}, [this] { choosePlan(); });
  savePlan_ = add(file, tr("&Save plan…"), QStringLiteral("action.savePlan"), QKeySequence::Save,
                  [this] { chooseWherePlanGoes(); });
  file->addSeparator();
  export_ = add(file, tr("&Export…"), QStringLiteral("action.export"),
                QKeySequence(Qt::CTRL | Qt::Key_E), [this] { exportCase(); });
  file->addSeparator();
  add(file, tr("&Quit"), QStringLiteral("action.quit"), QKeySequence::Quit, [this] { close(); });
  QMenu* edit = menuBar()->addMenu(tr("&Edit"));
  edit->setObjectName(QStringLiteral("menu.edit"));
  undo_ = add(edit, tr("&Undo"), QStringLiteral("action.undo"), QKeySequence(Qt::CTRL | Qt::Key_Z),
              [this] { session_.undo(); });
  redo_ = add(edit, tr("&Redo"), QStringLiteral("action.redo"),
              QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), [this] { session_.redo(); });
}

void MainWindow::chooseFile() {
  auto* dialog = dialogFor(this, QStringLiteral("openFileDialog"), tr("Open a scan"),
                           QFileDialog::ExistingFile);
  dialog->setNameFilters(
      {tr("Scans (*.inv3 *.nrrd *.nhdr *.nii *.nii.gz *.dcm)"), tr("All files (*)")});
  connect(dialog, &QFileDialog::fileSelected, this,
          [this](const QString& path) { openInput(pathOf(path), Step::Import); });
  dialog->open();
}

void MainWindow::chooseFolder() {
  auto* dialog = dialogFor(this, QStringLiteral("openFolderDialog"), tr("Open a folder of slices"),
                           QFileDialog::Directory);
  dialog->setOption(QFileDialog::ShowDirsOnly);
  connect(dialog, &QFileDialog::fileSelected, this,
          [this](const QString& path) { openInput(pathOf(path), Step::Import); });
  dialog->open();
}

void MainWindow::choosePlan() {
  auto* dialog = dialogFor(this, QStringLiteral("openPlanDialog"), tr("Open a plan"),
                           QFileDialog::ExistingFile);
  dialog->setNameFilter(tr("Plans (*.json)"));
  connect(dialog, &QFileDialog::fileSelected, this,
          [this](const QString& path) { guarded([&] { usePlan(readPlan(pathOf(path))); }); });
  dialog->open();
}

void MainWindow::chooseWherePlanGoes() {
  auto* dialog =
      dialogFor(this, QStringLiteral("savePlanDialog"), tr("Save the plan"), QFileDialog::AnyFile);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QStringLiteral("json"));
  dialog->selectFile(QStringLiteral("plan.json"));
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
    guarded([&] {
      Plan bound = session_.plan();
      if (const auto scan = session_.current().scan()) bound.inputSha256 = scan->sha256;
      writePlan(bound, pathOf(path));
    });
  });
  dialog->open();
}

void MainWindow::chooseCaseFolder() {
  auto* dialog = dialogFor(this, QStringLiteral("caseFolderDialog"), tr("Case folder"),
                           QFileDialog::Directory);
  connect(dialog, &QFileDialog::fileSelected, this,
          [this](const QString& path) { session_.setFolder(pathOf(path)); });
  dialog->open();
}

void MainWindow::exportCase() {
  chooseStep(Step::Export);
  if (session_.current().folder().empty())
    chooseCaseFolder();
  else
    session_.run(Step::Export);
}

}  // namespace bregma
