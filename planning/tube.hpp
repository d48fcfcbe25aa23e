#pragma once

#include <vector>

#include "model/triangle_mesh.hpp"

namespace bregma {

/// Adds a closed surface through rings of points, each counter-clockwise seen from the end, with a
/// fan at both ends.
void addTube(TriangleMesh& mesh, const std::vector<std::vector<Vec3>>& rings);

/// Corners of a regular polygon, counter-clockwise seen from where `axis` (unit) points. None lies
/// in a plane of the axes: cuts through vertices are the slow ones.
std::vector<Vec3> ringAround(const Vec3& center, const Vec3& axis, double radiusMm, int sides);

/// Adds a closed prism in place of a cylinder: its sides lie as far inside of it as outside.
void addPrism(TriangleMesh& mesh, const Vec3& from, const Vec3& to, double radiusMm, int sides);

}  // namespace bregma
