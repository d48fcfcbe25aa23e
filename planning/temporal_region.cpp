#include "planning/temporal_region.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace bregma {

namespace {

// 1 up to `full`, 0 from `none` on.
double falling(double value, double full, double none) {
  const double f = std::clamp((none - value) / (none - full), 0.0, 1.0);
  return f * f * (3 - 2 * f);
}

}  // namespace

double temporalShare(const Vec3& head) {
  constexpr double toDeg = 180 / std::numbers::pi;
  const double behindDeg = std::atan2(head.y, std::abs(head.x)) * toDeg;
  const double aboveDeg = std::atan2(head.z, std::hypot(head.x, head.y)) * toDeg;
  return falling(-behindDeg, 45, 55) * falling(behindDeg, 30, 40) * falling(aboveDeg, 10, 25);
}

}  // namespace bregma
