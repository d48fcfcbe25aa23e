#pragma once

#include <vector>

#include "model/triangle_mesh.hpp"

namespace bregma {

/// Adds a closed surface through rings of points, each counter-clockwise seen from the end, with a
/// fan at both ends.
void addTube(TriangleMesh& mesh, const std::vector<std::vector<Vec3>>& rings);

/// Adds a closed prism in place of a cylinder: its sides lie as far inside of it as outside.
void addPrism(TriangleMesh& mesh, const Vec3& from, const Vec3& to, double radiusMm, int sides);

}  // namespace bregma
