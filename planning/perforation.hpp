#pragma once

#include <vector>

#include "model/plan.hpp"
#include "planning/results.hpp"

namespace bregma {

/// Where a hole goes through: its axis crosses the outer side here.
struct HoleSeat {
  Vec3 place;    ///< on the outer side, patient LPS
  Vec3 outward;  ///< unit: the surface's normal, averaged around the hole
  double radiusMm = 1;
  double toRimMm = 0;  ///< from its edge to the walls, in a straight line
};

/// A hexagonal pattern on the outer side of a solid implant: neighbors `holeSpacingMm` apart in a
/// straight line (on a curved surface 5 % more or less), edges `holeRimMm` from the rim at least.
/// The middle hole lies above the implant's middle; rows run across the superior direction.
/// Deterministic. About 0.2 s.
std::vector<HoleSeat> holePattern(const TriangleMesh& implant, const Vec3& outward,
                                  const HeadFrame& frame, const ImplantSettings& settings);

/// `implant` with the holes cut through it along their axes. Proven: one tunnel a hole.
/// @throws Error BooleanFailed, MeshNotClosed
/// About 0.5 s for 100 000 triangles.
TriangleMesh perforated(const TriangleMesh& implant, const std::vector<HoleSeat>& holes);

/// The number of tunnels through a closed, connected surface, from Euler's formula.
int tunnelsThrough(const TriangleMesh& closed);

}  // namespace bregma
