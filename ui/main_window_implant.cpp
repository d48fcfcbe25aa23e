#include <algorithm>

#include "planning/insertion.hpp"
#include "ui/main_window.hpp"
#include "ui/step_list.hpp"
#include "ui/view_grid.hpp"

namespace bregma {
namespace {

/// Of one implant, on its way in as the plan has it now; the implant itself may be out of date.
Arrow arrowOf(const Implant& part, const DefectRegion& region, const ImplantSettings& settings) {
  Arrow arrow{region.center, -part.proposed};
  for (const InsertionChoice& choice : settings.insertions)
    if (choice.defect == part.defect + 1) arrow.outward = -normalized(choice.direction);
  return arrow;
}

}  // namespace

void MainWindow::connectImplantTools() {
  connect(&views_->solid(), &SolidPane::arrowDragged, this, &MainWindow::dragArrow);
  connect(&views_->solid(), &SolidPane::arrowDropped, this, &MainWindow::dropArrow);
  MapStrip& strip = views_->mapStrip();
  connect(&strip, &MapStrip::mapChosen, this, [this, &strip] { session_.setMap(strip.map()); });
  connect(&strip, &MapStrip::scaleChanged, this,
          [this, &strip] { views_->setMapScale(strip.scale()); });
}

std::vector<Arrow> MainWindow::arrows() const {
  std::vector<Arrow> arrows;
  const auto implants = session_.current().implants();
  const auto defects = session_.current().defects();
  if (!implants || !defects) return arrows;
  for (const Implant& part : implants->parts)
    if (std::size_t(part.defect) < defects->regions.size())
      arrows.push_back(arrowOf(part, defects->regions[part.defect], session_.plan().implant));
  return arrows;
}

void MainWindow::showArrows() {
  if (draggedOutward_) return;  // a run that ends must not take the arrow out of the hand
  const bool wanted = steps_->current() == Step::Implant;
  views_->solid().scene().setArrows(wanted ? arrows() : std::vector<Arrow>{});
  views_->solid().redraw();
}

void MainWindow::dragArrow(int arrow, const Vec3& outward) {
  auto shown = arrows();
  if (std::size_t(arrow) >= shown.size()) return;
  const int defect = session_.current().implants()->parts[std::size_t(arrow)].defect;
  const auto& regions = session_.current().defects()->regions;
  draggedOutward_ = withinLimit(outward, regions[std::size_t(defect)].outward);
  shown[std::size_t(arrow)].outward = *draggedOutward_;
  views_->solid().scene().setArrows(shown);
  views_->solid().redraw();
}

void MainWindow::dropArrow(int arrow) {
  const auto outward = std::exchange(draggedOutward_, std::nullopt);
  const auto implants = session_.current().implants();
  if (!outward || !implants || std::size_t(arrow) >= implants->parts.size()) return;
  const int defect = implants->parts[std::size_t(arrow)].defect;
  session_.edit(tr("Insertion direction"),
                [&](Plan& plan) { chooseInsertion(plan.implant, defect, -*outward); });
  showArrows();
}

void MainWindow::showStrokes() {
  std::vector<Stroke> strokes;
  const Step step = steps_->current();
  if (step == Step::Defect) strokes = session_.plan().defect.strokes;
  if (step == Step::Vault)
    for (const BlendStroke& s : session_.plan().vault.blendStrokes)
      strokes.push_back({s.center, s.radiusMm, s.share >= 0.5});
  // What is sculpted shows on the implant itself.
  if (!sculpts()) strokes.insert(strokes.end(), painting_.begin(), painting_.end());
  views_->showStrokes(strokes);
}

bool MainWindow::sculpts() const { return sculpted_ && !sculpted_(painting_).empty(); }

// Between an edit and the implant that follows it, and while the hand still moves.
void MainWindow::previewSculpting() {
  const auto implants = session_.current().implants();
  const auto head = session_.current().head();
  if (!implants || !head) return;
  const bool shown = std::ranges::any_of(
      session_.layers(), [&](const Layer& layer) { return layer.source == implants; });
  if (!shown) return;  // their layers are on the way
  std::vector<SculptStroke> strokes = session_.plan().implant.strokes;
  if (sculpted_)
    for (const SculptStroke& stroke : sculpted_(painting_)) strokes.push_back(stroke);
  const auto& made = implants->strokes;
  const bool more =
      strokes.size() > made.size() && std::equal(made.begin(), made.end(), strokes.begin());
  if (!more) return views_->showInstead({});
  strokes.erase(strokes.begin(), strokes.begin() + std::ptrdiff_t(made.size()));
  views_->showInstead(preview_.with(implants, session_.layers(), *head, strokes));
}

}  // namespace bregma
