#include <QStandardPaths>

#include "model/io/zip.hpp"
#include "ui/main_window.hpp"
#include "ui/series_browser.hpp"

namespace bregma {
namespace {

/// Of the person who is logged in; gone when the index is begun anew.
std::filesystem::path indexFile() {
  return std::filesystem::path(
             QStandardPaths::writableLocation(QStandardPaths::AppDataLocation).toStdU16String()) /
         "series.sqlite";
}

}  // namespace

void MainWindow::browse(const std::filesystem::path& input) {
  guarded([&] {
    if (!browser_) {
      browser_ = new SeriesBrowser(indexFile(), this);
      connect(browser_, &SeriesBrowser::opened, this,
              [this](const std::filesystem::path& path, const std::string& seriesUid) {
                Plan plan = nextPlan_.value_or(Plan{});
                plan.import.seriesUid = seriesUid;
                nextPlan_ = plan;
                browser_->hide();
                openInput(path, Step::Import);
              });
    }
    browser_->show();
    browser_->raise();
    if (!input.empty()) browser_->add(input);
  });
}

bool MainWindow::holdsSeries(const std::filesystem::path& input) {
  std::error_code ignored;
  return std::filesystem::is_directory(input, ignored) || isZip(input) ||
         input.filename() == "DICOMDIR";
}

}  // namespace bregma
