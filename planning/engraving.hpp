#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/plan.hpp"
#include "planning/perforation.hpp"
#include "planning/results.hpp"

namespace bregma {

/// What stands on an implant: the plan's code, the side ("L", "R"; "M" across the midline) and what
/// the arrow points to ("A" anterior; "S" superior where anterior points through the part).
std::string engravedText(const ImplantSettings& settings, Side side, const Vec3& outward);

/// Small pits on the inner side that spell the text, five by seven to a letter, and an arrow behind
/// it; upright as seen from inside with superior up. Where the part is 3 mm thick, its inner side
/// nearly flat, and no hole or wall is near; none when there is no such place. Deterministic.
/// Each: where on the inner side, and the direction into the part.
struct Pit {
  Vec3 place, inward;
};
std::optional<std::vector<Pit>> engravingPits(const TriangleMesh& implant, const std::string& text,
                                              const Vec3& outward, const HeadFrame& frame,
                                              const std::vector<HoleSeat>& holes, double letterMm);

/// `part` with pits of 0.5 mm. @throws Error BooleanFailed, MeshNotClosed
/// About 0.5 s for 100 000 triangles.
TriangleMesh engraved(const TriangleMesh& part, const std::vector<Pit>& pits, double letterMm);

}  // namespace bregma
