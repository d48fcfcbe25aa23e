#pragma once

#include <array>
#include <vector>

#include "model/plan.hpp"
#include "planning/rim_silhouette.hpp"

namespace bregma {

/// How far cuts lie from where they would make equal pieces, 1 mm at most: exactly there lie
/// corners, which give slivers. What one of them spoils, the next may not.
inline constexpr std::array bedCutsAsideMm{0.4137, -0.5721, 0.8419, -0.2303};

/// A closed part in its pull frame, cut across x and y into pieces whose sides along them are no
/// longer than the bed; one piece when it fits. The cuts carry up to two conical pegs with sockets,
/// where the part is thick enough for them: as wide as keys, at least 2.4 mm, with the plan's
/// clearance. Crumbs of less than 5 mm³ are dropped.
/// @throws Error BooleanFailed, MeshNotClosed
/// About 0.5 s a cut for 100 000 triangles.
std::vector<TriangleMesh> splitForBed(const TriangleMesh& part, const MoldSettings& settings,
                                      double asideMm = bedCutsAsideMm.front());

}  // namespace bregma
