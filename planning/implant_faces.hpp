#pragma once

#include <cstdint>
#include <vector>

#include "model/triangle_mesh.hpp"

namespace bregma {

enum class Face : std::uint8_t { Outer, Inner, Wall };

/// The triangles of an implant, told apart by how they face the middle of the head.
struct Faces {
  std::vector<Face> face;
  std::vector<Vec3> center, normal;
  std::vector<double> area;
};

Faces facesOf(const TriangleMesh& mesh, const Vec3& head);

/// The triangles of one kind, in their order, with all vertices.
TriangleMesh only(const TriangleMesh& mesh, const Faces& faces, Face which);

}  // namespace bregma
