#include "viewer/arrow.hpp"

#include <cmath>

namespace bregma {

Vec3 draggedOutward(const Arrow& arrow, const Vec3& eye, const Vec3& along) {
  const Vec3 toSeat = arrow.seat - eye;
  const Vec3 nearest = eye + along * dot(toSeat, along) - arrow.seat;  // across the ray
  const double aside = length(nearest), radius = arrow.lengthMm;
  if (aside >= radius) return normalized(nearest);
  return normalized(nearest - along * std::sqrt(radius * radius - aside * aside));
}

}  // namespace bregma
