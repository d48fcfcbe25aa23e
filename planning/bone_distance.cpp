#include "planning/bone_distance.hpp"

#include "model/parallel.hpp"
#include "planning/distance_band.hpp"

namespace bregma {

std::vector<float> boneDistance(const TriangleMesh& surface, const BoneField& bone,
                                const Geometry& grid, double bandMm) {
  std::vector<float> values = distanceBand(surface, grid, bandMm);
  // The surface does not pass between two voxels that are both farther from it than they are apart.
  const bool tellsSides = grid.spacing.x < bandMm;
  parallelFor(grid.size[2], [&](int first, int last) {
    for (int k = first; k < last; ++k)
      for (int j = 0; j < grid.size[1]; ++j) {
        float* row = values.data() + grid.index(0, j, k);
        bool inside = false, before = false;  // whether the voxel before was far
        for (int i = 0; i < grid.size[0]; ++i) {
          const bool isFar = tellsSides && row[i] >= float(bandMm);
          if (!before || !isFar) inside = bone.at(grid.toPatient(i, j, k)) >= 0;
          if (inside) row[i] = -row[i];
          before = isFar;
        }
      }
  });
  return values;
}

}  // namespace bregma
