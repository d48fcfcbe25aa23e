#pragma once

#include <optional>
#include <vector>

#include "model/plan.hpp"
#include "planning/outer_side.hpp"

namespace bregma {

/// Where a hole goes through: its axis crosses the outer side here.
struct HoleSeat {
  Vec3 place;    ///< on the outer side, patient LPS
  Vec3 outward;  ///< unit: the surface's normal, averaged around the hole
  double radiusMm = 1;
  double depthMm = 0;  ///< from there to where the bore has left the inner side all around
  double toRimMm = 0;  ///< from its edge to the walls, in a straight line
};

/// What is left between a hole and another, or the rim, at least.
inline constexpr double betweenHolesMm = 1.5;

/// The hole across the outer side at a point of it; none where the bore would not go in once and
/// out once all around, as where the implant folds under.
std::optional<HoleSeat> holeAt(const OuterSide& side, const Vec3& place, double radiusMm);

/// A hexagonal pattern on the outer side of a solid implant: neighbors `holeSpacingMm` apart in a
/// straight line (on a curved surface 5 % more or less), edges `holeRimMm` from the rim at least.
/// The middle hole lies above the implant's `middle`; rows run across the superior direction.
/// Deterministic. About 0.1 s.
std::vector<HoleSeat> holePattern(const OuterSide& side, const Vec3& middle, const Vec3& outward,
                                  const ImplantSettings& settings);

/// The hole that a person placed, across the outer side where that is nearest; none when it lies
/// more than 10 mm off, its edge nearer than `betweenHolesMm` to the rim, or as `holeAt`.
std::optional<HoleSeat> placedHole(const OuterSide& side, const HolePlace& hole);

/// Whether less than `betweenHolesMm` would be left between two holes at any depth.
bool holesClash(const HoleSeat& a, const HoleSeat& b);

/// `implant` with the holes cut through it along their axes. Proven: one tunnel a hole.
/// @throws Error BooleanFailed, MeshNotClosed
/// About 0.5 s for 100 000 triangles.
TriangleMesh perforated(const TriangleMesh& implant, const std::vector<HoleSeat>& holes);

}  // namespace bregma
