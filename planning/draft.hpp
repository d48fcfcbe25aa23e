#pragma once

#include "model/progress.hpp"
#include "planning/parting_surface.hpp"

namespace bregma {

/// How a part is widened so that a mold lets go of it.
struct Draft {
  double growMm = 0;    ///< all around
  double draftDeg = 0;  ///< least slope of the walls to the pull
};

/// The part, a closed mesh in the pull frame, with all filled that lies between it and the parting
/// surface and that a half pulled along z would be caught on: above the surface everything has a
/// free way up, below it down. Remade on a grid of 0.3 mm, coarser for large parts.
/// The draft holds for walls up to 14 mm high; without draft any undercut is filled.
/// About 2 s for 60 cm². Cancel: between passes (1 s).
TriangleMesh drafted(const TriangleMesh& part, const PartingSurface& parting, const Draft& draft,
                     Progress progress = {});

}  // namespace bregma
