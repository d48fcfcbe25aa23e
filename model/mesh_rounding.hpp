#pragma once

#include "model/triangle_mesh.hpp"

namespace bregma {

/// The mesh with every vertex at a place that a 32-bit float can name, so that a file of floats
/// holds exactly what was checked.
/// Triangles thinner than 0.1 µm are taken away by edge collapses and flips that keep a closed
/// 2-manifold what it is; vertices that still share a place without being neighbors are drawn
/// apart by about 1 µm. Nothing moves farther than 1 µm, but for edges of up to 10 µm between thin
/// triangles, which are collapsed. Unused vertices are dropped.
/// Cost: about 0.5 s for 1 million triangles.
TriangleMesh roundedToFloat(const TriangleMesh& mesh);

}  // namespace bregma
