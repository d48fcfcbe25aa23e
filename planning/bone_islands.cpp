#include "planning/bone_islands.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "model/surface.hpp"
#include "planning/chart_images.hpp"
#include "planning/voxel_parts.hpp"

namespace bregma {

namespace {

constexpr double leastMm3 = 30;
constexpr float nearMm = 6;
constexpr double marginMm = 1.5;  // more than a pixel of the opening is wide

/// Voxels from `begin` on.
struct IndexBox {
  std::array<int, 3> begin, size;
  /// The index in the grid of a voxel that is counted within the box.
  std::size_t inGrid(std::size_t voxel, const Geometry& g) const {
    const auto width = std::size_t(size[0]), slice = width * std::size_t(size[1]);
    return g.index(begin[0] + int(voxel % width), begin[1] + int(voxel % slice / width),
                   begin[2] + int(voxel / slice));
  }
};

/// Where in the head an island may lie.
class Openings {
 public:
  Openings(const Defects& defects, const HeadFrame& frame)
      : frame_(frame), open_(defects.fields.chart.count()), reach_(defects.fields) {
    for (const DefectRegion& region : defects.regions)
      for (std::size_t i = 0; i < open_.size(); ++i) open_[i] |= region.opening[i];
    for (std::size_t i = 0; i < open_.size(); ++i)
      if (open_[i]) reach_.outer[i] = reach_.inner[i] = std::nanf("");
    reach_.outer = nearestFilled(reach_.outer, reach_.chart.size);
    reach_.inner = nearestFilled(reach_.inner, reach_.chart.size);
    for (float& radius : reach_.outer) radius += nearMm;
    for (float& radius : reach_.inner) radius -= nearMm;
  }

  /// The voxels among which all lie that they hold.
  IndexBox boxOn(const Geometry& g) const {
    const Box bounds = boundsOf(
        reach_, open_, [&](const Vec3& head) { return g.toIndex(frame_.toPatient(head)); });
    IndexBox box;
    for (int axis = 0; axis < 3; ++axis) {
      const double margin = marginMm / g.spacing[axis];
      box.begin[axis] = std::clamp(int(std::floor(bounds.low[axis] - margin)), 0, g.size[axis]);
      const int end = std::clamp(int(std::ceil(bounds.high[axis] + margin)) + 1, 0, g.size[axis]);
      box.size[axis] = std::max(0, end - box.begin[axis]);
    }
    return box;
  }

  bool hold(const Vec3& patient) const {
    const Chart& chart = reach_.chart;
    const auto pixel = chart.pixelOf(frame_.toHead(patient));
    const long column = std::lround(pixel.column), row = std::lround(pixel.row);
    if (column < 0 || row < 0 || column >= chart.size || row >= chart.size) return false;
    const std::size_t at = std::size_t(row) * chart.size + std::size_t(column);
    return open_[at] && pixel.radius < reach_.outer[at] && pixel.radius > reach_.inner[at];
  }

 private:
  const HeadFrame& frame_;
  ChartMask open_;
  ShellFields reach_;  ///< the tables of the vault, and how far off them an island may lie
};

BoneIsland islandOf(std::vector<std::size_t> voxels, const Geometry& g) {
  const auto width = std::size_t(g.size[0]), slice = width * g.size[1];
  Vec3 sum;
  for (const std::size_t v : voxels)
    sum = sum + g.toPatient(int(v % width), int(v % slice / width), int(v / slice));
  const double count = double(voxels.size());
  return {sum / count, count * g.spacing.x * g.spacing.y * g.spacing.z, std::move(voxels)};
}

}  // namespace

std::vector<BoneIsland> findIslands(const Scan& scan, const Bone& bone, const HeadFrame& frame,
                                    const Defects& defects, const Progress& progress) {
  const Geometry& g = scan.ct.geometry();
  const Openings openings(defects, frame);
  const IndexBox box = openings.boxOn(g);
  const auto fillRow = [&](int j, int k, std::uint8_t* row) {
    const auto [i0, j0, k0] = box.begin;
    const std::size_t first = g.index(i0, j0 + j, k0 + k);
    const std::int16_t* hu = scan.ct.voxels().data() + first;
    const std::uint8_t* known = bone.mask.voxels().data() + first;
    for (int i = 0; i < box.size[0]; ++i)
      row[i] = !known[i] && hu[i] >= bone.lowerHu && hu[i] <= bone.upperHu &&
               openings.hold(g.toPatient(i0 + i, j0 + j, k0 + k));
  };
  const VoxelParts parts(box.size, fillRow, progress);
  const double voxelMm3 = g.spacing.x * g.spacing.y * g.spacing.z;
  std::vector<BoneIsland> islands;
  for (std::size_t part = 0; part < parts.voxels().size(); ++part) {
    if (double(parts.voxels()[part]) * voxelMm3 < leastMm3) continue;
    std::vector<std::size_t> voxels = parts.voxelsOf(part);
    for (std::size_t& voxel : voxels) voxel = box.inGrid(voxel, g);
    islands.push_back(islandOf(std::move(voxels), g));
  }
  std::ranges::stable_sort(islands, std::greater{}, &BoneIsland::volumeMm3);
  return islands;
}

TriangleMesh islandSurface(const Scan& scan, const Bone& bone,
                           const std::vector<BoneIsland>& islands, const Progress& progress) {
  const Geometry& g = scan.ct.geometry();
  std::vector<std::uint8_t> loose(scan.ct.voxels().size(), 0);
  for (const BoneIsland& island : islands)
    for (const std::size_t v : island.voxels) loose[v] = 1;
  return boneSurface(scan.ct, BinaryVolume(g, std::move(loose)), bone.lowerHu, progress);
}

Bone withIslands(const Scan& scan, const Bone& bone, const std::vector<BoneIsland>& islands,
                 const Progress& progress) {
  std::vector<std::uint8_t> mask(bone.mask.voxels().begin(), bone.mask.voxels().end());
  for (const BoneIsland& island : islands)
    for (const std::size_t v : island.voxels) mask[v] = 1;
  Bone whole = bone;
  append(whole.surface, islandSurface(scan, bone, islands, progress));
  whole.mask = BinaryVolume(scan.ct.geometry(), std::move(mask));
  return whole;
}

}  // namespace bregma
