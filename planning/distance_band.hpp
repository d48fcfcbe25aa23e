#pragma once

#include <vector>

#include "model/triangle_mesh.hpp"
#include "model/volume.hpp"

namespace bregma {

/// Distances to a surface on a grid, mm: exact within `bandMm`, `bandMm` beyond.
/// About 1 s for 100 000 triangles on 2 cores.
std::vector<float> distanceBand(const TriangleMesh& surface, const Geometry& grid, double bandMm);

/// Signed distances to a closed solid, negative inside, ±`bandMm` beyond the band. The grid has
/// the same spacing along x and y, and its columns should miss the corners of the mesh.
std::vector<float> solidDistance(const TriangleMesh& solid, const Geometry& grid, double bandMm);

}  // namespace bregma
