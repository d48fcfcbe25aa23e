#pragma once

#include <functional>

#include "model/progress.hpp"
#include "model/triangle_mesh.hpp"
#include "model/volume.hpp"

namespace bregma {

/// The surface where `distance` crosses zero; negative is inside. Border voxels count as outside,
/// so the surface is closed. Oriented, closed and 2-manifold for every input.
/// Marching cubes with cases made so that inside corners across a face stay apart.
/// Cancel: once a slice.
TriangleMesh isosurface(const DistanceVolume& distance, Progress progress = {});

/// The surface of `mask` in `ct` at `lowerHu` (sub-voxel, from the grey values): voxels at or above
/// it that are not in the mask count as outside, voxels in the mask as inside.
/// Cancel: once a slice. About 1 s for 512×512×200 on 2 cores.
TriangleMesh boneSurface(const CtVolume& ct, const BinaryVolume& mask, double lowerHu,
                         Progress progress = {});

/// The connected part with the largest area.
TriangleMesh largestPart(const TriangleMesh& mesh);
/// All connected parts, the one with the largest area first.
std::vector<TriangleMesh> connectedParts(const TriangleMesh& mesh);

}  // namespace bregma
