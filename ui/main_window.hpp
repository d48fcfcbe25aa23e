#pragma once

#include <QMainWindow>
#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "ui/case_session.hpp"
#include "ui/sculpt_preview.hpp"
#include "ui/step_panels.hpp"
#include "viewer/arrow.hpp"

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace bregma {

class ConstraintPanel;
class FindingsBanner;
class LayerPanel;
class PlanForm;
class SeriesBrowser;
class StepList;
class ViewGrid;

/// The planner's window: steps on the left, pictures in the middle, settings on the right.
class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(QWidget* parent = nullptr);
  ~MainWindow() override;

  /// Opens a folder or a file, and runs up to `last` in the background.
  void openInput(const std::filesystem::path& input, Step last);
  /// Shows the series found so far and looks through `input` for more; empty: only shows.
  void browse(const std::filesystem::path& input);
  /// A folder, ZIP or DICOMDIR: something to browse rather than to open.
  static bool holdsSeries(const std::filesystem::path& input);
  /// The plan for the open case, or for the next one.
  void usePlan(const Plan& plan);
  CaseSession& session() { return session_; }
  ViewGrid& views() { return *views_; }
  void chooseStep(Step step);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  QWidget* buildLeft();
  QWidget* buildCenter();
  QWidget* buildRight();
  void buildStatus();
  void buildMenus();
  void connectSession();

  void refresh();
  void refreshSteps();
  void refreshRun();
  void showResults();
  void showProgress(double fraction);
  void showStep(Step step);
  void showLayersOf(Step step);
  void showHovered(const Vec3& point);
  void lookAt(const Vec3& place);

  void connectImplantTools();
  std::vector<Arrow> arrows() const;
  void showArrows();
  void dragArrow(int arrow, const Vec3& outward);
  void dropArrow(int arrow);
  void showStrokes();
  void previewSculpting();
  bool sculpts() const;

  void setBrush(bool on, const Stroke& brush, Painted painted, Sculpted sculpted);
  void paint(const Vec3& center);
  void endPainting();

  void chooseFile();
  void chooseFolder();
  void choosePlan();
  void chooseWherePlanGoes();
  void chooseCaseFolder();
  void exportCase();
  /// Runs `work`; an error becomes the banner's sentence.
  void guarded(const std::function<void()>& work);

  CaseSession session_;
  std::optional<Plan> nextPlan_;
  bool showImplant_ = false;  ///< when the run that opened the scan has made it
  SeriesBrowser* browser_ = nullptr;
  StepList* steps_ = nullptr;
  ConstraintPanel* constraints_ = nullptr;
  FindingsBanner* banner_ = nullptr;
  ViewGrid* views_ = nullptr;
  LayerPanel* layerPanel_ = nullptr;
  QLabel* stepTitle_ = nullptr;
  QStackedWidget* stack_ = nullptr;
  std::array<PlanForm*, 8> panels_{};
  QPushButton *runHere_ = nullptr, *runAll_ = nullptr, *cancel_ = nullptr;
  QLabel *message_ = nullptr, *readout_ = nullptr;
  QProgressBar* progress_ = nullptr;
  QAction *undo_ = nullptr, *redo_ = nullptr, *export_ = nullptr, *savePlan_ = nullptr;
  std::shared_ptr<const Defects> seenDefects_;
  std::optional<Vec3> draggedOutward_;  ///< of the arrow in the hand
  Stroke brush_;
  Painted painted_;
  Sculpted sculpted_;
  SculptPreview preview_;
  bool brushOn_ = false;
  std::vector<Stroke> painting_;
};

}  // namespace bregma
