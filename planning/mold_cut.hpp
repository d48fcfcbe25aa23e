#pragma once

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "planning/mold_layout.hpp"
#include "planning/parting_surface.hpp"

namespace bregma {

/// All that the halves of a mold are cut from, in the pull frame.
struct MoldShapes {
  TriangleMesh implant;
  PartingSurface parting;
  MoldLayout layout;
  double innerBase = 0, outerBase = 0;  ///< heights of the flat bases
};

struct MoldHalves {
  TriangleMesh outer, inner;
};

/// The halves by booleans of meshes.
/// @throws Error BooleanFailed, MeshNotClosed
/// Cancel: between booleans (about 0.3 s).
MoldHalves cutMold(const MoldShapes& shapes, const MoldSettings& settings, Progress progress);

/// The halves from signed distances on a grid of about 0.35 mm: rounder at the edges, but it
/// never refuses.
/// Cost: 5–10 s. Cancel: between passes (2 s).
MoldHalves moldFromVolume(const MoldShapes& shapes, const MoldSettings& settings,
                          Progress progress);

}  // namespace bregma
