#include "planning/bone_distance.hpp"

#include "model/parallel.hpp"
#include "planning/distance_band.hpp"

namespace bregma {

DistanceVolume boneDistance(const TriangleMesh& surface, const BoneField& bone,
                            const Geometry& grid, double bandMm) {
  std::vector<float> values = distanceBand(surface, grid, bandMm);
  parallelFor(grid.size[2], [&](int first, int last) {
    for (int k = first; k < last; ++k)
      for (int j = 0; j < grid.size[1]; ++j)
        for (int i = 0; i < grid.size[0]; ++i)
          if (bone.at(grid.toPatient(i, j, k)) >= 0) {
            float& value = values[grid.index(i, j, k)];
            value = -value;
          }
  });
  return {grid, std::move(values)};
}

}  // namespace bregma
