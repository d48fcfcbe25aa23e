#pragma once

#include "model/triangle_mesh.hpp"

namespace bregma {

/// The closed mesh with the few places smoothed where it runs through itself, as an isosurface may
/// in single cells; elsewhere nothing moves, and a clean mesh comes back as it is. Gives up after
/// ten rounds: check the result.
/// Cost: that of selfIntersections, once for a clean mesh.
TriangleMesh untangled(TriangleMesh mesh);

}  // namespace bregma
