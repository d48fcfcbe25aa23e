#include "viewer/moved_mesh.hpp"

namespace bregma {
namespace {

Vec3 vectorOf(const std::array<float, 3>& p) { return {p[0], p[1], p[2]}; }
std::array<float, 3> floatsOf(const Vec3& p) { return {float(p.x), float(p.y), float(p.z)}; }

void move(ShadedTriangles& mesh, const Vec3& center, double radiusMm,
          const std::function<Vec3(const Vec3&)>& to) {
  std::vector<std::uint8_t> touched(mesh.points.size(), 0);
  for (std::size_t v = 0; v < touched.size(); ++v) {
    const Vec3 before = vectorOf(mesh.points[v]), aside = before - center;
    if (dot(aside, aside) > radiusMm * radiusMm) continue;
    mesh.points[v] = floatsOf(to(before));
    touched[v] = 1;
  }
  std::vector<Vec3> areas(mesh.points.size());
  for (const auto& [a, b, c] : mesh.triangles) {
    if (!touched[a] && !touched[b] && !touched[c]) continue;
    const Vec3 p = vectorOf(mesh.points[a]);
    const Vec3 area = cross(vectorOf(mesh.points[b]) - p, vectorOf(mesh.points[c]) - p);
    for (const std::uint32_t v : {a, b, c}) areas[v] = areas[v] + area;
  }
  for (std::size_t v = 0; v < touched.size(); ++v)
    if (touched[v] && length(areas[v]) > 0) mesh.normals[v] = floatsOf(normalized(areas[v]));
}

}  // namespace

std::shared_ptr<const DisplayMesh> moved(const DisplayMesh& mesh, const Vec3& center,
                                         double radiusMm,
                                         const std::function<Vec3(const Vec3&)>& to) {
  auto out = std::make_shared<DisplayMesh>(mesh);
  move(out->fine, center, radiusMm, to);
  for (ShadedTriangles& level : out->coarser) move(level, center, radiusMm, to);
  return out;
}

}  // namespace bregma
