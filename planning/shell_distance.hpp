#pragma once

#include <algorithm>

#include "model/triangle_mesh.hpp"
#include "planning/chart_images.hpp"
#include "planning/results.hpp"

namespace bregma {

/// The cosine between a pixel's ray and the surface's normal, from the slope of the radii.
float slopeCosine(const std::vector<float>& radius, const Chart& chart, int row, int column);

/// A piece of the completed vault as a signed distance: between the inner and the outer table and
/// within an outline on the chart. mm, negative inside; first-order accurate near the tables.
class ShellDistance {
 public:
  /// `outline`: signed distance to the piece's edge on the chart, pixels, negative within.
  ShellDistance(const ShellFields& fields, ChartImage outline);

  static constexpr float unknown = 1000;  ///< where the chart has no rays
  float at(const Vec3& head) const {
    const Parts parts = partsAt(head);
    return std::max(parts.edge, parts.slab);
  }
  /// What bounds the piece: its outline, and both tables.
  struct Parts {
    float edge, slab;
    float thickness;  ///< between the tables, across them
  };
  /// More than 3 mm beyond the outline, the slab stays as far as the outline.
  Parts partsAt(const Vec3& head) const;
  /// Of all that lies inside, patient coordinates; nothing when nothing does.
  std::optional<Box> boundingBox(const HeadFrame& frame) const;

 private:
  struct Pixel {
    float outer, inner, outerCosine, innerCosine, edgeMm;
  };
  Chart chart_;
  std::vector<Pixel> pixels_;
};

}  // namespace bregma
