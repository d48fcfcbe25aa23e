#include "planning/implant_faces.hpp"

namespace bregma {

Faces facesOf(const TriangleMesh& mesh, const Vec3& head) {
  Faces faces;
  for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
    const auto& c = mesh.triangles[t];
    const Vec3 &p = mesh.vertices[c[0]], &q = mesh.vertices[c[1]], &r = mesh.vertices[c[2]];
    const Vec3 doubled = cross(q - p, r - p), center = (p + q + r) / 3;
    const double facing = dot(normalized(doubled), normalized(center - head));
    faces.face.push_back(facing > 0.6 ? Face::Outer : facing < -0.6 ? Face::Inner : Face::Wall);
    faces.center.push_back(center);
    faces.normal.push_back(normalized(doubled));
    faces.area.push_back(length(doubled) / 2);
  }
  return faces;
}

TriangleMesh only(const TriangleMesh& mesh, const Faces& faces, Face which) {
  TriangleMesh part;
  part.vertices = mesh.vertices;
  for (std::size_t t = 0; t < mesh.triangles.size(); ++t)
    if (faces.face[t] == which) part.triangles.push_back(mesh.triangles[t]);
  return part;
}

}  // namespace bregma
