#include "ui/sculpt_preview.hpp"

#include <algorithm>

#include "planning/sculpting.hpp"
#include "viewer/moved_mesh.hpp"

namespace bregma {
namespace {

constexpr double wallMm = 15;  // of implant below a stroke, which goes along

}  // namespace

std::vector<SculptPreview::Instead> SculptPreview::with(
    const std::shared_ptr<const Implants>& implants, const Layers& layers, const HeadFrame& frame,
    const std::vector<SculptStroke>& strokes) {
  const bool goesOn = implants == implants_ && strokes.size() >= strokes_.size() &&
                      std::equal(strokes_.begin(), strokes_.end(), strokes.begin());
  if (!goesOn) restart(implants, layers);
  for (std::size_t i = strokes_.size(); i < strokes.size(); ++i) apply(strokes[i], frame);
  strokes_ = strokes;
  std::vector<Instead> moved;
  for (const Shown& shown : shown_)
    if (shown.moved) moved.push_back(shown.instead);
  return moved;
}

void SculptPreview::restart(const std::shared_ptr<const Implants>& implants, const Layers& layers) {
  implants_ = implants;
  strokes_.clear();
  shown_.clear();
  for (const Implant& part : implants->parts) {
    const auto layer = std::ranges::find(layers, implantLayerName(part.defect), &Layer::name);
    if (layer != layers.end()) shown_.push_back({{layer->name, layer->display}, part.tables});
  }
}

void SculptPreview::apply(const SculptStroke& stroke, const HeadFrame& frame) {
  for (Shown& shown : shown_) {
    const ShellFields before = shown.tables;
    if (!applyStroke(shown.tables, frame, stroke)) continue;
    shown.instead.mesh = bregma::moved(
        *shown.instead.mesh, stroke.center, stroke.radiusMm + wallMm,
        [&](const Vec3& point) { return carried(point, frame, before, shown.tables); });
    shown.moved = true;
  }
}

}  // namespace bregma
