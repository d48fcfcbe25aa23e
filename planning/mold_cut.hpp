#pragma once

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "planning/mold_layout.hpp"
#include "planning/parting_surface.hpp"

namespace bregma {

/// All that the halves of a mold are cut from, in the pull frame.
struct MoldShapes {
  TriangleMesh implant;  ///< what is to be cast
  PartingSurface parting;
  MoldLayout layout;
  double innerBase = 0, outerBase = 0;  ///< heights of the flat bases
};

/// The implant laid out and parted. `solid` lies in its pull frame.
/// @throws Error MeshNotClosed
/// About 0.5 s for 100 000 triangles.
MoldShapes moldShapes(TriangleMesh solid, const MoldSettings& settings);

/// All that is taken from the outer half but the part: sockets, pry slots, vents; closed, one mesh.
TriangleMesh outerCuts(const MoldShapes& shapes, const SurfaceDistance& parting,
                       const MoldSettings& settings);

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
