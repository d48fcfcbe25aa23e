#pragma once

#include <cstdint>
#include <vector>

#include "model/triangle_mesh.hpp"

namespace bregma {

/// A closed surface after mean curvature flow for a time in mm² (features narrower than
/// √(2 · time) vanish), with the vertices marked in `held` where they are: CGAL's smooth_shape
/// (Kazhdan et al., DOI 10.1111/j.1467-8659.2012.03179.x). Other vertices keep their order.
/// 1 s for 100 000 triangles. Comes back unchanged when the system cannot be solved.
TriangleMesh curvatureFlow(const TriangleMesh& mesh, const std::vector<std::uint8_t>& held,
                           double timeMm2);

}  // namespace bregma
