#pragma once

#include <vector>

#include "model/plan.hpp"
#include "planning/rim_silhouette.hpp"

namespace bregma {

/// A closed part in its pull frame, cut across x and y into pieces whose sides along them are no
/// longer than the bed; one piece when it fits. The cuts carry up to two conical pegs with sockets,
/// where the part is thick enough for them: as wide as keys, at least 2.4 mm, with the plan's
/// clearance. Crumbs of less than 5 mm³ are dropped. Cuts lie `asideMm` (1 at most) from where they
/// would make equal pieces: exactly there lie corners, which give slivers.
/// @throws Error BooleanFailed, MeshNotClosed
/// About 0.5 s a cut for 100 000 triangles.
std::vector<TriangleMesh> splitForBed(const TriangleMesh& part, const MoldSettings& settings,
                                      double asideMm = 0.4137);

}  // namespace bregma
