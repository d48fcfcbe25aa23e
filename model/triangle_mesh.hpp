#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "model/vec3.hpp"

namespace bregma {

/// An indexed triangle surface; mm, patient LPS. Counter-clockwise seen from outside.
struct TriangleMesh {
  std::vector<Vec3> vertices;
  std::vector<std::array<std::uint32_t, 3>> triangles;
  bool empty() const { return triangles.empty(); }
};

struct Box {
  Vec3 low, high;
  bool operator==(const Box&) const = default;
};

Box united(const Box& a, const Box& b);  ///< the least box around both

/// Positive when the triangles face outward (divergence theorem); exact for closed meshes.
double volumeMm3(const TriangleMesh& mesh);
double areaMm2(const TriangleMesh& mesh);
Box boundingBox(const TriangleMesh& mesh);
/// Puts another mesh into the same lists; nothing is joined.
void append(TriangleMesh& all, const TriangleMesh& more);
/// The triangles that reach into the box, and none of the vertices beyond.
TriangleMesh reachingInto(const TriangleMesh& mesh, const Box& box);
Vec3 triangleNormal(const TriangleMesh& mesh, std::size_t triangle);  ///< unit length
/// One unit normal a vertex, area-weighted.
std::vector<Vec3> vertexNormals(const TriangleMesh& mesh);

}  // namespace bregma
