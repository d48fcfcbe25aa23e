#pragma once

#include <optional>

#include "planning/surface_distance.hpp"

namespace bregma {

/// How thick a closed solid is below a point of its surface, mm.
struct WallThickness {
  double rayMm = 0;     ///< straight in, against the normal, to the other side
  double medialMm = 0;  ///< the diameter of the largest ball that touches the point from within
};

/// `normal`: unit, out of the solid at `point`. None when the ray finds no other side. The medial
/// one is never larger; it is what a slanted or stepped wall really holds. About 20 µs.
std::optional<WallThickness> wallThickness(const SurfaceDistance& solid, const Vec3& point,
                                           const Vec3& normal);

}  // namespace bregma
