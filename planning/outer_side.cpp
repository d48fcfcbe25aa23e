#include "planning/outer_side.hpp"

#include "model/disjoint_sets.hpp"

namespace bregma {

namespace {

constexpr double leastWallMm2 = 4;

/// Without the specks of a few triangles that stand on edge within another side: slivers, whose
/// normals mean nothing, and dents.
TriangleMesh withoutSpecks(const TriangleMesh& walls) {
  DisjointSets patches(walls.vertices.size());
  for (const auto& t : walls.triangles) {
    patches.join(t[0], t[1]);
    patches.join(t[1], t[2]);
  }
  std::vector<double> area(walls.vertices.size());
  for (const auto& t : walls.triangles)
    area[patches.root(t[0])] += length(cross(walls.vertices[t[1]] - walls.vertices[t[0]],
                                             walls.vertices[t[2]] - walls.vertices[t[0]])) /
                                2;
  TriangleMesh kept;
  kept.vertices = walls.vertices;
  for (const auto& t : walls.triangles)
    if (area[patches.root(t[0])] >= leastWallMm2) kept.triangles.push_back(t);
  return kept;
}

}  // namespace

OuterSide::OuterSide(const TriangleMesh& implant, const Vec3& head)
    : OuterSide(implant, facesOf(implant, head)) {}

OuterSide::OuterSide(const TriangleMesh& implant, const Faces& faces)
    : mesh_(only(implant, faces, Face::Outer)),
      side_(mesh_),
      walls_(withoutSpecks(only(implant, faces, Face::Wall))),
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

std::vector<double> OuterSide::crossings(const Vec3& from, const Vec3& along, double reach) const {
  constexpr double sameMm = 1e-5;  // of two triangles, where the ray meets their edge
  std::vector<double> distances;
  for (double passed = 0;;) {
    const auto hit = whole_.ray(from, along, passed);
    if (!hit || hit->distance > reach) return distances;
    passed = hit->distance + sameMm;
    distances.push_back(hit->distance);
  }
}

std::optional<OuterSpot> OuterSide::below(const Vec3& above, const Vec3& inward) const {
  const auto hit = whole_.ray(above, inward);
  if (!hit) return std::nullopt;
  return OuterSpot{hit->point, wholeNormals_[hit->triangle]};
}

}  // namespace bregma
