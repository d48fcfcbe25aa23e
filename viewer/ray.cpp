#include "viewer/ray.hpp"

#include <cmath>

namespace bregma {
namespace {

/// Two unit vectors across `direction`.
std::array<Vec3, 2> across(const Vec3& direction) {
  const Vec3 other = std::abs(direction.z) < 0.9 ? Vec3{0, 0, 1} : Vec3{1, 0, 0};
  const Vec3 u = normalized(cross(direction, other));
  return {u, cross(direction, u)};
}

struct Flat {
  double u, v;
};

}  // namespace

std::optional<double> distanceAlongRay(const ShadedTriangles& mesh, const Vec3& from,
                                       const Vec3& direction) {
  const auto [u, v] = across(direction);
  const auto at = [&](std::uint32_t i) {
    const auto& p = mesh.points[i];
    return Vec3{p[0], p[1], p[2]} - from;
  };
  std::vector<Flat> flat(mesh.points.size());
  for (std::uint32_t i = 0; i < flat.size(); ++i) flat[i] = {dot(at(i), u), dot(at(i), v)};

  std::optional<double> nearest;
  for (const auto& t : mesh.triangles) {
    const Flat &a = flat[t[0]], &b = flat[t[1]], &c = flat[t[2]];
    const double wc = a.u * b.v - a.v * b.u, wa = b.u * c.v - b.v * c.u, wb = c.u * a.v - c.v * a.u;
    const bool inside = (wa >= 0 && wb >= 0 && wc >= 0) || (wa <= 0 && wb <= 0 && wc <= 0);
    const double sum = wa + wb + wc;
    if (!inside || sum == 0) continue;
    const double distance = (wa * dot(at(t[0]), direction) + wb * dot(at(t[1]), direction) +
                             wc * dot(at(t[2]), direction)) /
                            sum;
    if (distance > 0 && (!nearest || distance < *nearest)) nearest = distance;
  }
  return nearest;
}

}  // namespace bregma
