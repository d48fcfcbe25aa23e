#pragma once

#include <vector>

#include "model/triangle_mesh.hpp"
#include "planning/bone_field.hpp"

namespace bregma {

/// Signed distances to the bone's surface on a fine grid, mm, positive outside bone: exact
/// within `bandMm` of the surface and ±bandMm beyond. 1 s for 100 000 triangles on 2 cores.
std::vector<float> boneDistance(const TriangleMesh& surface, const BoneField& bone,
                            const Geometry& grid, double bandMm);

}  // namespace bregma
