#include "planning/tube.hpp"

#include <cmath>
#include <numbers>

namespace bregma {

void addTube(TriangleMesh& mesh, const std::vector<std::vector<Vec3>>& rings) {
  const auto n = std::uint32_t(rings.front().size());
  const auto first = std::uint32_t(mesh.vertices.size());
  for (const auto& ring : rings)
    mesh.vertices.insert(mesh.vertices.end(), ring.begin(), ring.end());
  const auto middleOf = [](const std::vector<Vec3>& ring) {
    Vec3 middle;
    for (const Vec3& p : ring) middle = middle + p / double(ring.size());
    return middle;
  };
  const auto start = std::uint32_t(mesh.vertices.size()), end = start + 1;
  mesh.vertices.push_back(middleOf(rings.front()));
  mesh.vertices.push_back(middleOf(rings.back()));
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint32_t j = (i + 1) % n;
    mesh.triangles.push_back({start, first + j, first + i});
    for (std::uint32_t r = 0; r + 1 < rings.size(); ++r) {
      const std::uint32_t a = first + r * n, b = a + n;
      mesh.triangles.push_back({a + i, a + j, b + j});
      mesh.triangles.push_back({a + i, b + j, b + i});
    }
    const std::uint32_t last = first + std::uint32_t(rings.size() - 1) * n;
    mesh.triangles.push_back({end, last + i, last + j});
  }
}

std::vector<Vec3> ringAround(const Vec3& center, const Vec3& axis, double radiusMm, int sides) {
  const Vec3 any = std::abs(axis.z) < 0.9 ? Vec3{0, 0, 1} : Vec3{1, 0, 0};
  const Vec3 u = normalized(cross(any, axis)), v = cross(axis, u);
  std::vector<Vec3> ring;
  for (int i = 0; i < sides; ++i) {
    const double turn = 2 * std::numbers::pi * (i + 0.37) / sides;
    ring.push_back(center + (u * std::cos(turn) + v * std::sin(turn)) * radiusMm);
  }
  return ring;
}

void addPrism(TriangleMesh& mesh, const Vec3& from, const Vec3& to, double radiusMm, int sides) {
  const Vec3 axis = normalized(to - from);
  const double radius = radiusMm * 2 / (1 + std::cos(std::numbers::pi / sides));
  addTube(mesh, {ringAround(from, axis, radius, sides), ringAround(to, axis, radius, sides)});
}

}  // namespace bregma
