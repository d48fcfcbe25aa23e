#pragma once

#include <optional>
#include <vector>

#include "model/plan.hpp"
#include "planning/perforation.hpp"

namespace bregma {

/// A flat pocket in the outer side that runs out over the rim, for the plate of a screw.
struct Pocket {
  Vec3 behind;  ///< the middle of its inner end, on the pocket's floor, patient LPS
  Vec3 along;   ///< unit: towards the rim, in the floor
  Vec3 up;      ///< unit: the floor's normal
  double lengthMm = 0, widthMm = 0;
};

/// What holds the implant to the bone.
struct RimSeats {
  std::vector<HoleSeat> holes;  ///< one a seat, in their order along the rim
  std::vector<Pocket> pockets;  ///< one a hole for plates, none for sutures
  double spacingMm = 0;         ///< between neighbors, along the rim's parallel
};

/// `seatCount` seats on the outer side, evenly along the line that keeps `seatRimMm` and half of
/// the hole from the rim; the first lies highest (anterior on the vertex). None when no such line
/// closes, when they would come nearer than 2 mm (pockets 0.5 mm) to each other, when a pocket
/// would leave less than 1.5 mm below it (1 mm beside its hole and towards the rim), when the outer
/// side rises over the plate towards the rim, or when a bore is none (`holeAt`). Deterministic.
/// About 0.2 s.
std::optional<RimSeats> rimSeats(const OuterSide& side, const Vec3& outward,
                                 const ImplantSettings& settings);

/// Whether less than `betweenHolesMm` would be left between a pocket and a hole.
bool clashes(const Pocket& pocket, const HoleSeat& hole);

/// `part` with the pockets cut from it; nothing where a pocket would tunnel through it, as through a
/// bulge beyond the rim, or cut a piece off. @throws Error MeshNotClosed
std::optional<TriangleMesh> withPockets(const TriangleMesh& part,
                                        const std::vector<Pocket>& pockets);

}  // namespace bregma
