#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSlider>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <array>

#include "ui/series_browser.hpp"
#include "ui/series_pictures.hpp"
#include "ui/series_preview.hpp"
#include "ui/series_words.hpp"

namespace bregma {
namespace {

constexpr double lowestHu = -1000, highestHu = 3000, usualThresholdHu = 226;

QPushButton* button(const QString& text, const QString& name) {
  auto* made = new QPushButton(text);
  made->setObjectName(name);
  return made;
}

QCheckBox* checkBox(const QString& text, const QString& name) {
  auto* made = new QCheckBox(text);
  made->setObjectName(name);
  return made;
}

}  // namespace

SeriesBrowser::SeriesBrowser(const std::filesystem::path& index, QWidget* parent)
    : QWidget(parent, Qt::Window), index_(index), store_(std::make_unique<SeriesStore>(index)) {
  setObjectName(QStringLiteral("seriesBrowser"));
  setWindowTitle(tr("Series — Bregma"));
  setAcceptDrops(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(10, 10, 10, 8);
  column->addWidget(buildTop());
  auto* middle = new QSplitter;
  middle->addWidget(buildTree());
  middle->addWidget(buildSide());
  middle->setStretchFactor(0, 1);
  column->addWidget(middle, 1);
  column->addWidget(buildBottom());
  connect(&scan_, &BackgroundJob::progressed, this,
          [this](double fraction) { progress_->setValue(int(fraction * progress_->maximum())); });
  connect(&scan_, &BackgroundJob::failed, this, &SeriesBrowser::showFailure);
  connect(&scan_, &BackgroundJob::ended, this, &SeriesBrowser::scanNext);
  connect(&load_, &BackgroundJob::failed, preview_, &SeriesPreview::setHint);
  connect(&copy_, &BackgroundJob::progressed, this,
          [this](double fraction) { progress_->setValue(int(fraction * progress_->maximum())); });
  connect(&copy_, &BackgroundJob::failed, this, &SeriesBrowser::showFailure);
  connect(&copy_, &BackgroundJob::ended, this, [this] {
    progress_->hide();
    cancel_->hide();
  });
  entries_ = store_->all();
  fill();
  resize(1360, 760);
}

QWidget* SeriesBrowser::buildTop() {
  auto* bar = new QWidget;
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(0, 0, 0, 0);
  auto* folder = button(tr("Add folder…"), QStringLiteral("browser.addFolder"));
  auto* file = button(tr("Add file…"), QStringLiteral("browser.addFile"));
  connect(folder, &QPushButton::clicked, this, &SeriesBrowser::askFolder);
  connect(file, &QPushButton::clicked, this, &SeriesBrowser::askFile);
  search_ = new QLineEdit;
  search_->setObjectName(QStringLiteral("browser.search"));
  search_->setPlaceholderText(tr("Search"));
  search_->setClearButtonEnabled(true);
  headsOnly_ = checkBox(tr("Head CT only"), QStringLiteral("browser.headsOnly"));
  anonymous_ = checkBox(tr("Anonymous"), QStringLiteral("browser.anonymous"));
  anonymous_->setToolTip(tr("Hides names, birth dates and paths, for sharing the screen"));
  connect(search_, &QLineEdit::textChanged, this, &SeriesBrowser::fill);
  connect(headsOnly_, &QCheckBox::toggled, this, &SeriesBrowser::fill);
  connect(anonymous_, &QCheckBox::toggled, this, &SeriesBrowser::fill);
  row->addWidget(folder);
  row->addWidget(file);
  row->addWidget(search_, 1);
  row->addWidget(headsOnly_);
  row->addWidget(anonymous_);
  return bar;
}

QWidget* SeriesBrowser::buildTree() {
  tree_ = new QTreeWidget;
  tree_->setObjectName(QStringLiteral("browser.tree"));
  tree_->setHeaderLabels(columnTitles());
  tree_->setIconSize(seriesIconSize());
  tree_->setAlternatingRowColors(true);
  tree_->header()->setStretchLastSection(true);
  constexpr std::array widths{330, 44, 84, 50, 84, 92, 64, 50, 64};
  for (int c = 0; c < int(widths.size()); ++c) tree_->setColumnWidth(c, widths[std::size_t(c)]);
  tree_->setIndentation(14);
  tree_->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(tree_, &QTreeWidget::customContextMenuRequested, this, &SeriesBrowser::showMenu);
  connect(tree_, &QTreeWidget::currentItemChanged, this, &SeriesBrowser::choose);
  connect(tree_, &QTreeWidget::itemDoubleClicked, this, &SeriesBrowser::openChosen);
  return tree_;
}

void SeriesBrowser::showMenu(const QPoint& at) {
  if (!chosen() || tree_->itemAt(at) != tree_->currentItem()) return;
  auto* menu = new QMenu(this);
  menu->setObjectName(QStringLiteral("browser.menu"));
  menu->setAttribute(Qt::WA_DeleteOnClose);
  for (QPushButton* button : {open_, anonymize_, forget_}) {
    QAction* action = menu->addAction(button->text(), button, &QPushButton::click);
    action->setObjectName(button->objectName() + QStringLiteral(".action"));
    action->setEnabled(button->isEnabled());
  }
  menu->popup(tree_->viewport()->mapToGlobal(at));
}

QWidget* SeriesBrowser::buildSide() {
  auto* side = new QWidget;
  auto* column = new QVBoxLayout(side);
  column->setContentsMargins(6, 0, 0, 0);
  preview_ = new SeriesPreview;
  slider_ = new QSlider(Qt::Horizontal);
  slider_->setObjectName(QStringLiteral("browser.slice"));
  connect(slider_, &QSlider::valueChanged, preview_, &SeriesPreview::setSlice);
  connect(preview_, &SeriesPreview::sliceChanged, slider_, &QSlider::setValue);
  auto* row = new QHBoxLayout;
  threshold_ = checkBox(tr("Show bone from"), QStringLiteral("browser.threshold"));
  thresholdHu_ = new QDoubleSpinBox;
  thresholdHu_->setObjectName(QStringLiteral("browser.thresholdHu"));
  thresholdHu_->setRange(lowestHu, highestHu);
  thresholdHu_->setDecimals(0);
  thresholdHu_->setSuffix(tr(" HU"));
  thresholdHu_->setValue(usualThresholdHu);
  const auto apply = [this] {
    preview_->setThreshold(threshold_->isChecked(), thresholdHu_->value());
  };
  connect(threshold_, &QCheckBox::toggled, this, apply);
  connect(thresholdHu_, &QDoubleSpinBox::valueChanged, this, apply);
  row->addWidget(threshold_);
  row->addWidget(thresholdHu_);
  row->addStretch(1);
  reasons_ = new QLabel;
  reasons_->setObjectName(QStringLiteral("browser.reasons"));
  reasons_->setWordWrap(true);
  bone_ = new QLabel;
  bone_->setObjectName(QStringLiteral("browser.bone"));
  auto* why = new QHBoxLayout;
  why->addWidget(bone_);
  why->addWidget(reasons_, 1);
  auto* list = new QWidget;
  findings_ = new QVBoxLayout(list);
  findings_->setContentsMargins(0, 0, 0, 0);
  auto* area = new QScrollArea;
  area->setWidget(list);
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setMinimumHeight(90);
  column->addWidget(preview_, 3);
  column->addWidget(slider_);
  column->addLayout(row);
  column->addLayout(why);
  column->addWidget(area, 1);
  return side;
}

QWidget* SeriesBrowser::buildBottom() {
  auto* bar = new QWidget;
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(0, 0, 0, 0);
  message_ = new QLabel;
  message_->setObjectName(QStringLiteral("browser.message"));
  progress_ = new QProgressBar;
  progress_->setObjectName(QStringLiteral("browser.progress"));
  progress_->setRange(0, 1000);
  progress_->setFixedWidth(220);
  progress_->hide();
  cancel_ = button(tr("Cancel"), QStringLiteral("browser.cancel"));
  cancel_->hide();
  connect(cancel_, &QPushButton::clicked, this, [this] {
    waiting_.clear();
    scan_.cancel();
    copy_.cancel();
    message_->setText(tr("Cancelled"));
  });
  forget_ = button(tr("Remove from list"), QStringLiteral("browser.forget"));
  connect(forget_, &QPushButton::clicked, this, &SeriesBrowser::forgetChosen);
  anonymize_ = button(tr("Anonymized copy…"), QStringLiteral("browser.anonymize"));
  anonymize_->setToolTip(tr("Writes the series without what tells who the patient is"));
  connect(anonymize_, &QPushButton::clicked, this, &SeriesBrowser::askForCopy);
  open_ = button(tr("Open"), QStringLiteral("browser.open"));
  open_->setProperty("primary", true);
  connect(open_, &QPushButton::clicked, this, &SeriesBrowser::openChosen);
  row->addWidget(message_, 1);
  row->addWidget(progress_);
  row->addWidget(cancel_);
  row->addWidget(anonymize_);
  row->addWidget(forget_);
  row->addWidget(open_);
  return bar;
}

void SeriesBrowser::askForCopy() {
  const CatalogEntry* entry = chosen();
  if (!entry) return;
  auto* dialog = new QFileDialog(this, tr("A new folder for the anonymized copy"));
  dialog->setObjectName(QStringLiteral("browser.copyDialog"));
  dialog->setOption(QFileDialog::DontUseNativeDialog);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setFileMode(QFileDialog::AnyFile);
  dialog->selectFile(tr("anonymous"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QFileDialog::fileSelected, this, [this, entry = *entry](const QString& path) {
    copyAnonymously(entry, path.toStdU16String());
  });
  dialog->open();
}

void SeriesBrowser::askFolder() {
  auto* dialog = new QFileDialog(this, tr("Add a folder"));
  dialog->setObjectName(QStringLiteral("browser.folderDialog"));
  dialog->setOption(QFileDialog::DontUseNativeDialog);
  dialog->setFileMode(QFileDialog::Directory);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QFileDialog::fileSelected, this,
          [this](const QString& path) { add(path.toStdU16String()); });
  dialog->open();
}

void SeriesBrowser::askFile() {
  auto* dialog = new QFileDialog(this, tr("Add a file"));
  dialog->setObjectName(QStringLiteral("browser.fileDialog"));
  dialog->setOption(QFileDialog::DontUseNativeDialog);
  dialog->setFileMode(QFileDialog::ExistingFiles);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setNameFilters(
      {tr("Scans and archives (*.zip *.dcm DICOMDIR *.inv3 *.nrrd *.nii *.nii.gz)"),
       tr("All files (*)")});
  connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& paths) {
    for (const QString& path : paths) add(path.toStdU16String());
  });
  dialog->open();
}

}  // namespace bregma
