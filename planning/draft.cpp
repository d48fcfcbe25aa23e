#include "planning/draft.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "model/parallel.hpp"
#include "model/surface.hpp"
#include "planning/distance_band.hpp"
#include "planning/mesh_columns.hpp"
#include "planning/mold_fittings.hpp"
#include "planning/untangling.hpp"

namespace bregma {

namespace {

constexpr double bandMm = 1.5, marginMm = 2;
constexpr double finestMm = 0.3, mostVoxels = 2.5e7;

Geometry gridOver(const Box& box, double aroundMm) {
  const Vec3 margin{aroundMm, aroundMm, aroundMm};
  const Vec3 extent = box.high - box.low + margin * 2;
  const double voxel = std::max(finestMm, std::cbrt(extent.x * extent.y * extent.z / mostVoxels));
  const ColumnGrid columns = columnsOver({box.low - margin, box.high + margin}, voxel);
  Geometry grid;
  grid.size = {columns.width, columns.height, int(extent.z / voxel) + 1};
  grid.spacing = {voxel, voxel, voxel};
  grid.origin = {columns.x, columns.y, box.low.z - aroundMm};
  return grid;
}

/// One way along a column: nothing is farther from the part than what comes before it allows.
void sweep(float* column, std::ptrdiff_t stride, int count, float farMm, float widenMm) {
  for (int k = 1; k < count; ++k) {
    const float before = column[(k - 1) * stride];
    if (before < farMm) column[k * stride] = std::min(column[k * stride], before - widenMm);
  }
}

}  // namespace

TriangleMesh drafted(const TriangleMesh& part, const PartingSurface& parting, const Draft& draft,
                     Progress progress) {
  const Geometry grid = gridOver(boundingBox(part), marginMm + draft.growMm);
  std::vector<float> values = solidDistance(part, grid, bandMm);
  progress.at(0.4);
  for (float& value : values) value -= float(draft.growMm);
  const SurfaceDistance surface(parting.mesh);
  const float widenMm = float(grid.spacing.z * std::tan(draft.draftDeg * std::numbers::pi / 180));
  const float farMm = float(bandMm - draft.growMm) - 1e-4f;  // not known any better
  const std::ptrdiff_t stride = std::ptrdiff_t(grid.size[0]) * grid.size[1];
  const int count = grid.size[2];
  parallelFor(grid.size[1], [&](int first, int last) {
    for (int j = first; j < last; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const Vec3 foot = grid.toPatient(i, j, 0);
        const double level = (heightAt(surface, foot.x, foot.y) - foot.z) / grid.spacing.z;
        float* column = values.data() + grid.index(i, j, 0);
        const int below = std::clamp(int(std::floor(level)) + 1, 0, count);
        sweep(column, stride, below, farMm, widenMm);
        sweep(column + (count - 1) * stride, -stride, count - below, farMm, widenMm);
      }
  });
  progress.at(0.7);
  return untangled(largestPart(isosurface({grid, std::move(values)}, progress.part(0.7, 1))));
}

}  // namespace bregma
