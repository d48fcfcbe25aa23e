#include "planning/implant_faces.hpp"

#include "model/parallel.hpp"

namespace bregma {

Faces facesOf(const TriangleMesh& mesh, const Vec3& head) {
  const std::size_t count = mesh.triangles.size();
  Faces faces{std::vector<Face>(count), std::vector<Vec3>(count), std::vector<Vec3>(count),
              std::vector<double>(count)};
  parallelFor(int(count), [&](int begin, int end) {
    for (auto t = std::size_t(begin); t < std::size_t(end); ++t) {
      const auto& c = mesh.triangles[t];
      const Vec3 &p = mesh.vertices[c[0]], &q = mesh.vertices[c[1]], &r = mesh.vertices[c[2]];
      const Vec3 doubled = cross(q - p, r - p), center = (p + q + r) / 3;
      const double facing = dot(normalized(doubled), normalized(center - head));
      faces.face[t] = facing > 0.6 ? Face::Outer : facing < -0.6 ? Face::Inner : Face::Wall;
      faces.center[t] = center;
      faces.normal[t] = normalized(doubled);
      faces.area[t] = length(doubled) / 2;
    }
  });
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
