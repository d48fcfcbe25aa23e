#pragma once

#include <optional>

#include "viewer/display_mesh.hpp"

namespace bregma {

/// The distance (mm) from `from` along the unit `direction` to the first triangle, either side.
/// About 5 ms for 350 000 triangles.
std::optional<double> distanceAlongRay(const ShadedTriangles& mesh, const Vec3& from,
                                       const Vec3& direction);

}  // namespace bregma
