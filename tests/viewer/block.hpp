#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "model/volume.hpp"

namespace bregma {

/// Air with one block of 1000 HU, 60 voxels a side of 2 mm about the origin.
inline CtVolume blockVolume(const Vec3& blockCenter, double half) {
  const Geometry g{{60, 60, 60}, {2, 2, 2}, {-59, -59, -59}};
  std::vector<std::int16_t> voxels(g.count(), -1000);
  for (int k = 0; k < 60; ++k)
    for (int j = 0; j < 60; ++j)
      for (int i = 0; i < 60; ++i) {
        const Vec3 d = g.toPatient(i, j, k) - blockCenter;
        if (std::abs(d.x) < half && std::abs(d.y) < half && std::abs(d.z) < half)
          voxels[g.index(i, j, k)] = 1000;
      }
  return {g, std::move(voxels)};
}

}  // namespace bregma
