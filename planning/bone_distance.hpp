#pragma once

#include "model/triangle_mesh.hpp"
#include "model/volume.hpp"
#include "planning/bone_field.hpp"

namespace bregma {

/// The signed distance to the bone's surface on a fine grid, mm, positive outside bone; exact
/// within `bandMm` of the surface and ±bandMm beyond. 1 s for 100 000 triangles on 2 cores.
DistanceVolume boneDistance(const TriangleMesh& surface, const BoneField& bone,
                            const Geometry& grid, double bandMm);

}  // namespace bregma
