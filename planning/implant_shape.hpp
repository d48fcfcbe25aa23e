#pragma once

#include <optional>

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "planning/bone_field.hpp"
#include "planning/results.hpp"
#include "planning/shell_distance.hpp"

namespace bregma {

/// The direction in which nothing of an implant may have bone in front of it.
struct WayOut {
  Vec3 outward;         ///< unit, patient LPS
  double taperDeg = 0;  ///< by which the walls open outward at least
};

/// `shell` without the bone and the gap around it, as a signed distance (mm, negative inside),
/// without crumbs and flakes; empty when nothing is left. Where the temporal muscle lies, the gap
/// reaches farther up from the bone below. Edges between walls and both sides are rounded by the
/// fillet, at most to half of the thickness. With a `way`, everything with bone in front of it is
/// gone too, and walls within 25 mm below the edge of the bone keep the taper; the grid's own
/// margin (2 mm) bounds how far out bone is seen. About 0.3 s for 100 cm², of 0.5 mm then.
/// Cancel: between passes (0.5 s).
DistanceVolume implantShape(const Bone& bone, const BoneField& field, const HeadFrame& frame,
                            const ShellDistance& shell, const ImplantSettings& settings,
                            const std::optional<WayOut>& way, const Progress& progress = {});

}  // namespace bregma
