#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/triangle_mesh.hpp"

namespace bregma {

struct SelfIntersections {
  std::size_t pairs = 0;       ///< of triangles that meet other than in shared corners and edges
  std::size_t degenerate = 0;  ///< triangles without area; they are in no pair
  std::vector<std::uint32_t> triangles;  ///< that are in a pair, ascending
};

/// Exact, for any soup of triangles; corners are the same when their indices are.
/// Cost: about 2 s for 2 million triangles of similar size on 2 cores.
SelfIntersections selfIntersections(const TriangleMesh& mesh);

}  // namespace bregma
