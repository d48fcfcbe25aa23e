#pragma once

#include <vector>

#include "planning/rim_silhouette.hpp"

namespace bregma {

/// A disk at which the parting surface is level: the seat of a key.
struct LevelDisk {
  double x, y, radius;
};

/// The surface z = h(x, y) that parts a mold, over a convex block seen along the pull: through the
/// rim silhouette, within the part between its two sides, smooth and settling outside.
struct PartingSurface {
  TriangleMesh mesh;                  ///< upward
  std::vector<std::uint32_t> border;  ///< its vertices along the block's sides, in order
};

/// `outline` is the block seen along the pull, convex, counter-clockwise; its points become the
/// border of the surface.
/// Cost: about 0.3 s.
PartingSurface partingSurface(const std::vector<RimPoint>& rim, const SurfaceDistance& part,
                              const Box& partBox, const std::vector<Vec3>& outline,
                              const std::vector<LevelDisk>& disks);

/// The closed solid between the surface and the plane z = `base`, below or above it.
TriangleMesh blockBelow(const PartingSurface& surface, double base);
TriangleMesh blockAbove(const PartingSurface& surface, double base);

}  // namespace bregma
