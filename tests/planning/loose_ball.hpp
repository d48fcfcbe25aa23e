#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "model/phantom.hpp"

namespace bregma {

/// The middle of the phantom's opening, between its tables.
inline Vec3 middleOf(const PhantomSettings& s) {
  const double scale = (1 + s.innerScale) / 2 / length(s.holeAxis);
  return s.center + Vec3{s.holeAxis.x * s.semiAxes.x, s.holeAxis.y * s.semiAxes.y,
                         s.holeAxis.z * s.semiAxes.z} *
                        scale;
}

/// With a ball of bone there; its surface is sharp to a fraction of a voxel.
inline CtVolume withBall(const CtVolume& ct, const Vec3& center, double radiusMm) {
  const Geometry& g = ct.geometry();
  std::vector<std::int16_t> hu(ct.voxels().begin(), ct.voxels().end());
  for (int k = 0; k < g.size[2]; ++k)
    for (int j = 0; j < g.size[1]; ++j)
      for (int i = 0; i < g.size[0]; ++i) {
        const double inside = radiusMm - length(g.toPatient(i, j, k) - center);
        if (inside > -1)
          hu[g.index(i, j, k)] = std::int16_t(std::clamp(226 + 800 * inside, 0.0, 1200.0));
      }
  return CtVolume(g, std::move(hu));
}

}  // namespace bregma
