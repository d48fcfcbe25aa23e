#include "planning/wall_thickness.hpp"

namespace bregma {

namespace {

constexpr double beyondMm = 1e-3;       // the surface at the point itself
constexpr double enough = 0.999;        // of the radius: nothing reaches into the ball any more
constexpr int rounds = 20;              // three to five are usual
constexpr double sameSideCosine = 0.5;  // seen from the ball's middle, the other side is 60° away

}  // namespace

// The shrinking ball (Ma, Bae and Choi 2012), which takes roughness beside the point for no wall.
std::optional<WallThickness> wallThickness(const SurfaceDistance& solid, const Vec3& point,
                                           const Vec3& normal) {
  const auto opposite = solid.ray(point, -normal, beyondMm);
  if (!opposite) return std::nullopt;
  double radius = opposite->distance / 2;
  for (int round = 0; round < rounds; ++round) {
    const Vec3 middle = point - normal * radius;
    const auto hit = solid.nearest(middle, radius * enough);
    if (!(hit.distance < radius * enough)) break;
    const Vec3 apart = point - hit.point;
    const double facing = dot(normal, apart);
    if (dot(normal, hit.point - middle) > sameSideCosine * hit.distance || facing <= 0) break;
    radius = dot(apart, apart) / (2 * facing);
  }
  return WallThickness{opposite->distance, 2 * radius};
}

}  // namespace bregma
