#include "planning/outer_side.hpp"

namespace bregma {

OuterSide::OuterSide(const TriangleMesh& implant, const Vec3& head)
    : OuterSide(implant, facesOf(implant, head)) {}

OuterSide::OuterSide(const TriangleMesh& implant, const Faces& faces)
    : mesh_(only(implant, faces, Face::Outer)),
      side_(mesh_),
      walls_(only(implant, faces, Face::Wall)),
      whole_(implant),
      wholeNormals_(faces.normal) {
  for (std::size_t t = 0; t < faces.face.size(); ++t)
    if (faces.face[t] == Face::Outer) normals_.push_back(faces.normal[t]);
}

OuterSpot OuterSide::nearest(const Vec3& place) const {
  const auto hit = side_.nearest(place);
  return {hit.point, normals_[hit.triangle]};
}

std::optional<OuterSpot> OuterSide::nearest(const Vec3& place, double within) const {
  const auto hit = side_.nearest(place, within);
  if (!(hit.distance < within)) return std::nullopt;
  return OuterSpot{hit.point, normals_[hit.triangle]};
}

Vec3 OuterSide::normalAround(const Vec3& place, double radiusMm) const {
  Vec3 sum;
  for (const auto& c : mesh_.triangles)
    if (length(mesh_.vertices[c[0]] - place) < radiusMm)
      sum = sum + cross(mesh_.vertices[c[1]] - mesh_.vertices[c[0]],
                        mesh_.vertices[c[2]] - mesh_.vertices[c[0]]);
  return normalized(sum);
}

double OuterSide::thicknessBelow(const OuterSpot& spot) const {
  const auto hit = whole_.ray(spot.place, -spot.normal, 1e-3);
  return hit ? hit->distance : 0;
}

std::optional<OuterSpot> OuterSide::below(const Vec3& above, const Vec3& inward) const {
  const auto hit = whole_.ray(above, inward);
  if (!hit) return std::nullopt;
  return OuterSpot{hit->point, wholeNormals_[hit->triangle]};
}

}  // namespace bregma
