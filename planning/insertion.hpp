#pragma once

#include <optional>
#include <vector>

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "planning/results.hpp"
#include "planning/surface_distance.hpp"

namespace bregma {

/// Surface of an implant that bone holds back on the way out.
struct Undercut {
  double areaMm2 = 0;
  std::optional<Vec3> place;  ///< in the largest patch
};

/// Of all that faces `outward` (a unit vector) with bone in front of it, nearer than 15 mm.
/// About 0.1 s for 100 000 triangles.
Undercut undercutAlong(const TriangleMesh& implant, const SurfaceDistance& bone,
                       const Vec3& outward);

/// How far each vertex lies behind the edge of the bone on its way out, measured across the way:
/// what a taper must take off there. NaN where the way is free. More than 6 mm is told as 6. About
/// 0.1 s for 100 000 triangles.
std::vector<float> undercutDepths(const TriangleMesh& implant, const SurfaceDistance& bone,
                                  const Vec3& outward);

/// How far a proposed direction may lean from the mean normal of the rim.
inline constexpr double insertionConeDeg = 25;
/// How far a direction of the plan may lean from it.
inline constexpr double insertionLimitDeg = 75;

/// The way out with the least undercut within a cone about `meanOutward`; of those that are as
/// good (2 % and 0.5 mm² more), the one that leans least. Deterministic.
/// `shape`: the implant before undercuts are removed; 1 mm voxels are fine enough.
/// About 0.5 s for 100 cm². Cancel: between directions (3 ms).
Vec3 proposeOutward(const TriangleMesh& shape, const SurfaceDistance& bone, const Vec3& meanOutward,
                    const Progress& progress = {});

/// The outward direction that the plan names for a defect (counted from 0), if it does.
/// @throws Error PlanValueBad when it leans more than `insertionLimitDeg` from `meanOutward`
std::optional<Vec3> chosenOutward(const ImplantSettings& settings, int defect,
                                  const Vec3& meanOutward);

/// The nearest direction that a plan may name.
Vec3 withinLimit(const Vec3& outward, const Vec3& meanOutward);

/// Names the direction for a defect (counted from 0), or leaves it to the proposal.
void chooseInsertion(ImplantSettings& settings, int defect, const std::optional<Vec3>& direction);

/// What happens when a solid moves straight along a direction from far away to where it lies.
struct SweptCheck {
  double stoppedMm = 0;       ///< before its place; 0: it gets there
  std::optional<Vec3> place;  ///< of the obstacle, where the two meet first
};

/// `moving` and `fixed` are closed. Exact along columns 0.25 mm apart; contact of 0.02 mm counts
/// as none. About 0.2 s for a skull of a million triangles.
SweptCheck sweptCheck(const TriangleMesh& moving, const TriangleMesh& fixed, const Vec3& direction);

/// How a direction leans, as two angles about axes that a person understands.
struct Lean {
  double upDeg = 0;    ///< towards superior (for a vertex defect: anterior)
  double sideDeg = 0;  ///< to the left, as seen from outside with superior up
};
/// Angles less than 90°; directions are unit vectors pointing out of the head.
Vec3 leaned(const Vec3& outward, const Lean& lean);
Lean leanOf(const Vec3& outward, const Vec3& leaned);

}  // namespace bregma
