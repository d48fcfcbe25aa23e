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

struct IndexBox {
  std::array<int, 3> begin, end;
};

/// Where in the head an island may lie.
class Openings {
 public:
  Openings(const Defects& defects, const HeadFrame& frame)
      : chart_(defects.fields.chart), frame_(frame), open_(chart_.count()) {
    for (const DefectRegion& region : defects.regions)
      for (std::size_t i = 0; i < open_.size(); ++i) open_[i] |= region.opening[i];
    ChartImage outer = defects.fields.outer, inner = defects.fields.inner;
    for (std::size_t i = 0; i < open_.size(); ++i)
      if (open_[i]) outer[i] = inner[i] = std::nanf("");
    outer_ = nearestFilled(outer, chart_.size);
    inner_ = nearestFilled(inner, chart_.size);
  }

  /// The voxels among which all lie that they hold.
  IndexBox boxOn(const Geometry& g) const {
    IndexBox box{g.size, {0, 0, 0}};
    for (int row = 0; row < chart_.size; ++row)
      for (int column = 0; column < chart_.size; ++column) {
        const std::size_t at = std::size_t(row) * chart_.size + std::size_t(column);
        if (!open_[at]) continue;
        const Vec3 direction = chart_.direction(column, row);
        for (const float radius : {inner_[at] - nearMm, outer_[at] + nearMm}) {
          const Vec3 p = g.toIndex(frame_.toPatient(direction * double(radius)));
          for (int axis = 0; axis < 3; ++axis) {
            const double margin = marginMm / g.spacing[axis];
            const int low = std::max(0, int(std::floor(p[axis] - margin)));
            const int high = std::min(g.size[axis], int(std::ceil(p[axis] + margin)) + 1);
            box.begin[axis] = std::min(box.begin[axis], low);
            box.end[axis] = std::max(box.end[axis], high);
          }
        }
      }
    return box;
  }

  bool hold(const Vec3& patient) const {
    const auto pixel = chart_.pixelOf(frame_.toHead(patient));
    const long column = std::lround(pixel.column), row = std::lround(pixel.row);
    if (column < 0 || row < 0 || column >= chart_.size || row >= chart_.size) return false;
    const std::size_t at = std::size_t(row) * chart_.size + std::size_t(column);
    return open_[at] && pixel.radius < outer_[at] + nearMm && pixel.radius > inner_[at] - nearMm;
  }

 private:
  const Chart& chart_;
  const HeadFrame& frame_;
  ChartMask open_;
  ChartImage outer_, inner_;
};

BoneIsland islandOf(const std::vector<std::size_t>& voxels, const Geometry& g) {
  const auto width = std::size_t(g.size[0]), slice = width * g.size[1];
  Vec3 sum;
  for (const std::size_t v : voxels)
    sum = sum + g.toPatient(int(v % width), int(v % slice / width), int(v / slice));
  const double count = double(voxels.size());
  return {sum / count, count * g.spacing.x * g.spacing.y * g.spacing.z, voxels};
}

}  // namespace

std::vector<BoneIsland> findIslands(const Scan& scan, const Bone& bone, const HeadFrame& frame,
                                    const Defects& defects, const Progress& progress) {
  const Geometry& g = scan.ct.geometry();
  const Openings openings(defects, frame);
  const IndexBox box = openings.boxOn(g);
  const auto fillRow = [&](int j, int k, std::uint8_t* row) {
    std::fill_n(row, g.size[0], 0);
    if (j < box.begin[1] || j >= box.end[1] || k < box.begin[2] || k >= box.end[2]) return;
    const std::size_t first = g.index(0, j, k);
    const std::int16_t* hu = scan.ct.voxels().data() + first;
    const std::uint8_t* known = bone.mask.voxels().data() + first;
    for (int i = box.begin[0]; i < box.end[0]; ++i)
      row[i] = !known[i] && hu[i] >= bone.lowerHu && hu[i] <= bone.upperHu &&
               openings.hold(g.toPatient(i, j, k));
  };
  const VoxelParts parts(g.size, fillRow, progress);
  const double voxelMm3 = g.spacing.x * g.spacing.y * g.spacing.z;
  std::vector<BoneIsland> islands;
  for (std::size_t part = 0; part < parts.voxels().size(); ++part) {
    if (double(parts.voxels()[part]) * voxelMm3 < leastMm3) continue;
    islands.push_back(islandOf(parts.voxelsOf(part), g));
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
