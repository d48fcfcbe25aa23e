#pragma once

#include "model/triangle_mesh.hpp"

namespace bregma {

/// What a printer's software will stumble over, in numbers.
struct MeshCheck {
  std::size_t triangles = 0;
  bool closed = false;                ///< every edge has exactly two triangles, facing the same way
  bool manifold = false;              ///< no edge with more than two triangles, no pinched vertex
  bool outward = false;               ///< the enclosed volume is positive
  std::size_t selfIntersections = 0;  ///< pairs of triangles
  std::size_t degenerate = 0;         ///< triangles without area
  std::size_t components = 0;
  double volumeMm3 = 0;
  double areaMm2 = 0;
  /// Closed, manifold, outward, without self-intersection and degenerate triangles, one part.
  bool printable() const {
    return triangles > 0 && closed && manifold && outward && selfIntersections == 0 &&
           degenerate == 0 && components == 1;
  }
};

/// Cost: about 0.1 s for 100 000 triangles, 2–3 s for 2 million.
MeshCheck checkMesh(const TriangleMesh& mesh);

}  // namespace bregma
