#pragma once

#include <QWidget>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "model/scan.hpp"
#include "ui/background_job.hpp"
#include "ui/series_store.hpp"

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSlider;
class QTreeWidget;
class QTreeWidgetItem;
class QVBoxLayout;

namespace bregma {

class SeriesPreview;

/// Patients, studies and series found so far; one can be looked at before it is opened. Images stay
/// where they are. The only place that shows who a patient is, unless it is anonymous.
class SeriesBrowser : public QWidget {
  Q_OBJECT
 public:
  /// `index`: the file of the list that is kept between starts.
  explicit SeriesBrowser(const std::filesystem::path& index, QWidget* parent = nullptr);
  ~SeriesBrowser() override;

  /// Looks through a folder, ZIP, DICOMDIR or file in the background.
  void add(const std::filesystem::path& path);
  bool scanning() const { return scan_.running(); }
  SeriesPreview& preview() { return *preview_; }

 Q_SIGNALS:
  void opened(const std::filesystem::path& path, const std::string& seriesUid);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  /// Files may have been moved while another window was in front.
  void changeEvent(QEvent* event) override;

 private:
  QWidget* buildTop();
  QWidget* buildTree();
  QWidget* buildSide();
  QWidget* buildBottom();
  void scanNext();
  void take(const Catalog& catalog, const std::vector<CatalogEntry>& all);
  void fill();
  void addRow(std::size_t index, QTreeWidgetItem* study);
  bool isShown(const CatalogEntry& entry) const;
  const CatalogEntry* chosen() const;
  void choose();
  void showScan(const Scan& scan);
  void showFindings(const std::vector<Finding>& findings);
  void forgetChosen();
  void openChosen();
  void showMenu(const QPoint& at);
  void askForCopy();
  void copyAnonymously(const CatalogEntry& entry, const std::filesystem::path& folder);
  void noticeMoved();
  void showFailure(const QString& sentence);
  void askFolder();
  void askFile();

  std::filesystem::path index_;
  std::unique_ptr<SeriesStore> store_;  ///< of the window's thread
  std::vector<CatalogEntry> entries_;
  std::vector<bool> there_;  ///< whether the entries' files are where they were
  std::vector<std::filesystem::path> waiting_;
  std::filesystem::path last_;  ///< what was looked through last: its best series is chosen
  std::pair<std::filesystem::path, std::string> shown_;  ///< place and UID in the preview
  BackgroundJob scan_, load_, copy_;
  QTreeWidget* tree_ = nullptr;
  SeriesPreview* preview_ = nullptr;
  QLineEdit* search_ = nullptr;
  QCheckBox *headsOnly_ = nullptr, *anonymous_ = nullptr, *threshold_ = nullptr;
  QDoubleSpinBox* thresholdHu_ = nullptr;
  QSlider* slider_ = nullptr;
  QLabel *message_ = nullptr, *reasons_ = nullptr, *bone_ = nullptr;
  QVBoxLayout* findings_ = nullptr;
  QProgressBar* progress_ = nullptr;
  QPushButton *cancel_ = nullptr, *open_ = nullptr, *forget_ = nullptr, *anonymize_ = nullptr;
};

}  // namespace bregma
