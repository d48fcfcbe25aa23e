#include "ui/series_browser.hpp"

#include <QCheckBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QSlider>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <map>

#include "model/bone_picture.hpp"
#include "ui/anonymous_copy.hpp"
#include "ui/messages.hpp"
#include "ui/series_pictures.hpp"
#include "ui/series_preview.hpp"
#include "ui/series_words.hpp"

namespace bregma {
namespace {

constexpr int indexRole = Qt::UserRole;
constexpr double boneHu = 226;
constexpr int bonePixels = 144;

QString textOf(const std::filesystem::path& path) {
  return QString::fromStdU16String(path.u16string());
}

bool isThere(const CatalogEntry& entry) {
  std::error_code ignored;
  return std::filesystem::exists(entry.sample, ignored);
}

}  // namespace

SeriesBrowser::~SeriesBrowser() = default;

void SeriesBrowser::add(const std::filesystem::path& path) {
  waiting_.push_back(path);
  if (!scan_.running()) scanNext();
}

void SeriesBrowser::scanNext() {
  const bool busy = !waiting_.empty();
  progress_->setVisible(busy);
  cancel_->setVisible(busy);
  if (!busy) return;
  last_ = waiting_.front();
  waiting_.erase(waiting_.begin());
  // Folders are named after patients.
  message_->setText(anonymous_->isChecked()
                        ? tr("Looking through what was added")
                        : tr("Looking through %1").arg(textOf(last_.filename())));
  progress_->setValue(0);
  scan_.start([this, path = last_](const Progress& progress) -> BackgroundJob::Finish {
    const Catalog found = catalogSeries(path, progress);
    SeriesStore store(index_);  // of this thread
    store.add(found.entries);
    return [this, found, all = store.all()] { take(found, all); };
  });
}

void SeriesBrowser::take(const Catalog& catalog, const std::vector<CatalogEntry>& all) {
  QString text = tr("%n series", nullptr, int(catalog.entries.size())) +
                 tr(" in %n files", nullptr, catalog.filesSeen);
  if (catalog.filesDamaged > 0) text += tr("; %n cannot be read", nullptr, catalog.filesDamaged);
  message_->setText(text);
  shown_ = {};
  entries_ = all;
  fill();
  if (catalog.entries.empty()) return;
  // The likeliest head CT of what was just added.
  const SeriesSummary& best = catalog.entries.front().summary;
  for (QTreeWidgetItemIterator at(tree_); *at; ++at) {
    const QVariant index = (*at)->data(0, indexRole);
    if (!index.isValid()) continue;
    const SeriesSummary& s = entries_[index.toUInt()].summary;
    if (s.path == best.path && s.uid == best.uid) tree_->setCurrentItem(*at);
  }
}

bool SeriesBrowser::isShown(const CatalogEntry& entry) const {
  if (headsOnly_->isChecked() && !entry.summary.likeness.likely) return false;
  const QString wanted = search_->text().trimmed();
  if (wanted.isEmpty()) return true;
  const SeriesIdentity& who = entry.identity;
  QStringList words{QString::fromStdString(entry.summary.description),
                    QString::fromStdString(entry.summary.modality),
                    QString::fromStdString(entry.summary.kernel),
                    dateText(who.studyDate),
                    QString::fromStdString(entry.scanner),
                    dateText(who.seriesDate),
                    QString::fromStdString(who.studyDescription)};
  if (!anonymous_->isChecked())
    words << personText(who.patientName) << QString::fromStdString(who.patientId)
          << textOf(entry.summary.path);
  return words.join(u' ').contains(wanted, Qt::CaseInsensitive);
}

void SeriesBrowser::fill() {
  const QSignalBlocker quiet(tree_);
  tree_->clear();
  std::map<std::string, QTreeWidgetItem*> patients, studies;
  const auto nodeOf = [](auto& nodes, const std::string& key, auto* parent, const QString& text) {
    QTreeWidgetItem*& node = nodes[key];
    if (!node) {
      node = new QTreeWidgetItem(parent, {text});
      node->setFirstColumnSpanned(true);
      node->setExpanded(true);
      node->setFlags(Qt::ItemIsEnabled);
    }
    return node;
  };
  int number = 0;
  there_.clear();
  for (const CatalogEntry& entry : entries_) there_.push_back(isThere(entry));
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const SeriesIdentity& who = entries_[i].identity;
    const std::string patientKey = who.patientId + '\n' + who.patientName + '\n' + who.birthDate;
    const bool isNew = !patients.contains(patientKey);
    number += isNew;
    if (!isShown(entries_[i])) {
      if (isNew) patients[patientKey] = nullptr;
      continue;
    }
    auto* patient =
        nodeOf(patients, patientKey, tree_, patientText(who, anonymous_->isChecked() ? number : 0));
    auto* study = nodeOf(studies, patientKey + '\n' + who.studyUid, patient, studyText(who));
    addRow(i, study);
  }
  choose();
}

void SeriesBrowser::addRow(std::size_t index, QTreeWidgetItem* study) {
  const CatalogEntry& entry = entries_[index];
  const SeriesSummary& s = entry.summary;
  auto* row = new QTreeWidgetItem(study, columnTexts(entry));
  row->setData(0, indexRole, uint(index));
  if (shown_ == std::pair(s.path, s.uid)) tree_->setCurrentItem(row);
  if (!there_[index]) {
    row->setText(0, tr("%1 (moved or removed)").arg(row->text(0)));
    for (int c = 0; c < row->columnCount(); ++c) row->setForeground(c, QColor(120, 128, 140));
  }
  if (!anonymous_->isChecked()) row->setToolTip(0, textOf(s.path));
  row->setIcon(0, seriesIcon(entry));
}

const CatalogEntry* SeriesBrowser::chosen() const {
  const QTreeWidgetItem* item = tree_->currentItem();
  const QVariant index = item ? item->data(0, indexRole) : QVariant();
  return index.isValid() ? &entries_[index.toUInt()] : nullptr;
}

void SeriesBrowser::choose() {
  const CatalogEntry* entry = chosen();
  const auto place = entry ? std::pair(entry->summary.path, entry->summary.uid)
                           : std::pair<std::filesystem::path, std::string>();
  if (entry && place == shown_) return;
  shown_ = place;
  load_.cancel();
  preview_->setVolume({});
  showFindings({});
  open_->setEnabled(false);
  forget_->setEnabled(entry != nullptr);
  anonymize_->setEnabled(entry && isThere(*entry) && !entry->summary.likeness.traits.empty());
  bone_->setPixmap(entry ? bonePixmap(entry->bone) : QPixmap());
  reasons_->setText(entry ? likenessText(entry->summary.likeness) : QString());
  if (!entry) {
    preview_->setHint(tr("Choose a series, or drop a folder, a ZIP or a DICOMDIR here."));
    return;
  }
  if (!isThere(*entry)) {
    preview_->setHint(tr("The images are no longer where they were. Add their new place."));
    return;
  }
  preview_->setHint(tr("Reading…"));
  ImportSettings settings;
  settings.seriesUid = entry->summary.uid;
  load_.start([this, path = entry->summary.path,
               settings](const Progress& progress) -> BackgroundJob::Finish {
    const Scan scan = importScan(path, settings, progress);
    const Thumbnail bone = bonePicture(scan.ct, boneHu, bonePixels);
    return [this, scan, bone] {
      bone_->setPixmap(bonePixmap(bone));
      showScan(scan);
    };
  });
}

void SeriesBrowser::showScan(const Scan& scan) {
  preview_->setVolume(scan.ct);
  slider_->setRange(0, std::max(0, scan.ct.geometry().size[2] - 1));
  slider_->setValue(preview_->slice());
  showFindings(scan.findings);
  open_->setEnabled(true);
}

void SeriesBrowser::showFindings(const std::vector<Finding>& findings) {
  while (QLayoutItem* item = findings_->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  for (const Finding& finding : findings) {
    auto* frame = new QFrame;
    frame->setProperty("severity", QString::fromLatin1(nameOf(finding.severity).data()));
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(8, 4, 6, 4);
    auto* text = new QLabel(sentence(finding));
    text->setObjectName(
        QStringLiteral("preview.finding.%1").arg(QLatin1String(nameOf(finding.code).data())));
    text->setWordWrap(true);
    column->addWidget(text);
    findings_->addWidget(frame);
  }
  findings_->addStretch(1);
}

void SeriesBrowser::noticeMoved() {
  for (std::size_t i = 0; i < there_.size(); ++i)
    if (there_[i] != isThere(entries_[i])) {
      shown_ = {};  // also what is shown may be gone
      return fill();
    }
}

void SeriesBrowser::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::ActivationChange && isActiveWindow()) noticeMoved();
}

void SeriesBrowser::showFailure(const QString& sentence) {
  // It may name a folder, and folders are named after patients.
  message_->setText(anonymous_->isChecked()
                        ? tr("That cannot be read. Leave the anonymous mode to see why.")
                        : sentence);
}

void SeriesBrowser::copyAnonymously(const CatalogEntry& entry,
                                    const std::filesystem::path& folder) {
  message_->setText(tr("Writing an anonymized copy"));
  progress_->setValue(0);
  progress_->show();
  cancel_->show();
  copy_.start([this, path = entry.summary.path, uid = entry.summary.uid,
               folder](const Progress& progress) -> BackgroundJob::Finish {
    return [this, folder, made = anonymizeSeries(path, uid, folder, progress)] {
      message_->setText(tr("The anonymized copy is written"));
      anonymousCopyReport(made, folder, this)->open();
    };
  });
}

void SeriesBrowser::forgetChosen() {
  const CatalogEntry* entry = chosen();
  if (!entry) return;
  store_->forget(entry->summary.path, entry->summary.uid);
  entries_ = store_->all();
  fill();
}

void SeriesBrowser::openChosen() {
  const CatalogEntry* entry = chosen();
  if (entry && open_->isEnabled()) Q_EMIT opened(entry->summary.path, entry->summary.uid);
}

void SeriesBrowser::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void SeriesBrowser::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  for (const QUrl& url : event->mimeData()->urls())
    if (url.isLocalFile()) add(url.toLocalFile().toStdU16String());
}

}  // namespace bregma
