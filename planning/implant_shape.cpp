#include "planning/implant_shape.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "model/large_vector.hpp"
#include "model/parallel.hpp"
#include "planning/bone_distance.hpp"
#include "planning/gap.hpp"
#include "planning/temporal_region.hpp"
#include "planning/voxel_parts.hpp"

namespace bregma {

namespace {

constexpr double mostVoxels = 8e6;   // beyond it the grid gets coarser: 0.5 mm for 120 cm²
constexpr double flakeMm = 0.5;      // half of what is too thin to keep
constexpr double taperReachMm = 25;  // of wall along the way out

Geometry gridAround(const ShellDistance& shell, const HeadFrame& frame, double voxelMm) {
  const Box box = shell.boundingBox(frame).value();
  const double margin = 2;
  const Vec3 extent = box.high - box.low + Vec3{2 * margin, 2 * margin, 2 * margin};
  const double voxel = std::max(voxelMm, std::cbrt(extent.x * extent.y * extent.z / mostVoxels));
  Geometry grid;
  grid.spacing = {voxel, voxel, voxel};
  grid.origin = box.low - Vec3{margin, margin, margin};
  for (int a = 0; a < 3; ++a) grid.size[a] = int(std::ceil(extent[a] / voxel)) + 1;
  return grid;
}

// Distances to bone: exact within `nearMm`, beyond it between the voxels of a grid half as fine,
// for the taper alone looks so far.
std::vector<float> distanceToBone(const Bone& bone, const BoneField& field, const Geometry& grid,
                                  double nearMm, double farMm) {
  std::vector<float> distance = boneDistance(bone.surface, field, grid, nearMm);
  if (farMm <= nearMm) return distance;
  Geometry coarse = grid;
  coarse.spacing = grid.spacing * 2;
  for (int& size : coarse.size) size = size / 2 + 1;
  const DistanceVolume far(coarse, boneDistance(bone.surface, field, coarse, farMm));
  const auto known = float(nearMm);
  parallelFor(grid.size[2], [&](int first, int last) {
    for (int k = first; k < last; ++k)
      for (int j = 0; j < grid.size[1]; ++j)
        for (int i = 0; i < grid.size[0]; ++i) {
          float& value = distance[grid.index(i, j, k)];
          if (value >= known)
            value = std::max(known, float(sampleAtIndex(far, {i / 2.0, j / 2.0, k / 2.0}, farMm)));
        }
  });
  return distance;
}

// Where bone lies between a point and the outside, the implant could not be put in: the distance
// becomes the least one along the way out, less the taper's share of the way. Every voxel takes
// from the plane before it along the axis that `outward` follows most, bilinearly: voxels are
// visited so that those have been. Beyond `bandMm` distances are not known, and no taper reaches.
void sweepInwards(std::vector<float>& distance, const Geometry& grid, const WayOut& way,
                  double bandMm) {
  const Vec3& outward = way.outward;
  int axis = 0;
  for (int a = 1; a < 3; ++a)
    if (std::abs(outward[a]) > std::abs(outward[axis])) axis = a;
  const int u = axis == 0 ? 1 : 0, v = axis == 2 ? 1 : 2;
  const int up = outward[axis] > 0 ? 1 : -1;
  const double du = outward[u] / std::abs(outward[axis]), dv = outward[v] / std::abs(outward[axis]);
  const int fu = du < 0 ? -1 : 0, fv = dv < 0 ? -1 : 0;  // the first of two neighbors
  const auto a = float(du - fu), b = float(dv - fv);
  const std::array<std::ptrdiff_t, 3> step{1, grid.size[0],
                                           std::ptrdiff_t(grid.size[0]) * grid.size[1]};
  const std::ptrdiff_t before = up * step[axis] + fu * step[u] + fv * step[v];
  const auto lost = float(grid.spacing.x / std::abs(outward[axis]) *
                          std::tan(way.taperDeg * std::numbers::pi / 180));
  const auto known = float(bandMm - 1e-3);
  std::array<int, 3> low{}, high = grid.size;  // of the voxels with all four before them
  (up > 0 ? high[axis] : low[axis]) += -up;
  low[u] -= fu, high[u] -= fu + 1;
  low[v] -= fv, high[v] -= fv + 1;
  const auto visit = [&](int i, int j, int k) {
    float& here = distance[grid.index(i, j, k)];
    const float* q = &here + before;
    const float outer = (q[0] * (1 - a) + q[step[u]] * a) * (1 - b) +
                        (q[step[v]] * (1 - a) + q[step[v] + step[u]] * a) * b;
    here = std::min(here, outer < known ? outer - lost : outer);
  };
  const auto along = [&](int line, const auto& each) {
    const bool back = line == axis ? up > 0 : (line == u ? fu : fv) == 0;
    for (int n = low[line]; n < high[line]; ++n) each(back ? high[line] - 1 - (n - low[line]) : n);
  };
  const auto across = [&](int line, const auto& each) {
    parallelFor(high[line] - low[line], [&](int first, int last) {
      for (int n = first; n < last; ++n) each(low[line] + n);
    });
  };
  const auto row = [&](int j, int k) { along(0, [&](int i) { visit(i, j, k); }); };
  if (axis == 0) along(2, [&](int k) { along(1, [&](int j) { row(j, k); }); });
  if (axis == 1) along(1, [&](int j) { across(2, [&](int k) { row(j, k); }); });
  if (axis == 2) along(2, [&](int k) { across(1, [&](int j) { row(j, k); }); });
}

// How far the free space reaches: the distance to bone less the gap wanted there; `bandMm` at most,
// beyond which it is not known.
void leaveGap(std::vector<float>& distance, const Geometry& grid, const ImplantSettings& settings,
              double bandMm) {
  const auto known = float(bandMm);
  parallelFor(grid.size[2], [&](int first, int last) {
    for (int k = first; k < last; ++k)
      for (int j = 0; j < grid.size[1]; ++j)
        for (int i = 0; i < grid.size[0]; ++i) {
          float& value = distance[grid.index(i, j, k)];
          const double gap = settings.gapRegions.empty() ? settings.gapMm
                                                         : gapAt(settings, grid.toPatient(i, j, k));
          value = std::min(value - float(gap), known);
        }
  });
}

// Where the temporal muscle lies, the bone counts as if it reached higher: the free space becomes
// the least one over the way down.
void leaveTemporalGap(std::vector<float>& space, const Geometry& grid, const HeadFrame& frame,
                      const ImplantSettings& settings) {
  const DistanceVolume from(grid, space);
  const auto within = [&](double at, int axis) {
    return std::clamp(at, 0.0, grid.size[axis] - 1.0);
  };
  const auto below = [&](const Vec3& at) {  // beyond the grid as at its border
    return float(sampleAtIndex(from, {within(at.x, 0), within(at.y, 1), within(at.z, 2)}, 0));
  };
  const Vec3 down = frame.patientFromHead * Vec3{0, 0, -1};
  const double step = grid.spacing.x;
  parallelFor(grid.size[2], [&](int first, int last) {
    for (int k = first; k < last; ++k)
      for (int j = 0; j < grid.size[1]; ++j)
        for (int i = 0; i < grid.size[0]; ++i) {
          const Vec3 place = grid.toPatient(i, j, k);
          const double share = temporalShare(frame.toHead(place));
          if (share <= 0) continue;
          const double more = (settings.temporalGapMm - gapAt(settings, place)) * share;
          if (more <= 0) continue;
          float& least = space[grid.index(i, j, k)];
          const int steps = int(std::ceil(more / step));
          for (int s = 1; s <= steps; ++s) {
            const double along = std::min(double(s), more / step);
            least = std::min(least, below(Vec3{double(i), double(j), double(k)} + down * along));
          }
        }
  });
}

// The greater of two distances, with the edge between their surfaces rounded.
float roundedMax(float a, float b, float radius) {
  const float u = std::max(a + radius, 0.0f), v = std::max(b + radius, 0.0f);
  return std::min(std::max(a, b), -radius) + std::sqrt(u * u + v * v);
}

// Makes of the free space what is left of the shell, for a cube of voxels. Cubes that the shell is
// far from, which most are, take its distance from their middle; others are looked at in eighths.
template <class PartsAt>
void cutCube(std::vector<float>& shape, const Geometry& grid, const std::array<int, 3>& low,
             int side, double filletMm, const PartsAt& partsAt) {
  constexpr double steepest = 4;  // of the shell's distance, per mm
  for (int a = 0; a < 3; ++a)
    if (low[a] >= grid.size[a]) return;
  const double middle = (side - 1) / 2.0;
  const auto parts = partsAt({low[0] + middle, low[1] + middle, low[2] + middle});
  const float far = std::max(parts.edge, parts.slab);
  if (side == 1) {
    float& value = shape[grid.index(low[0], low[1], low[2])];
    const float wall = std::max(-value, parts.edge);
    const float radius = std::min(float(filletMm), 0.45f * parts.thickness);
    value = radius > 0 ? roundedMax(wall, parts.slab, radius) : std::max(wall, parts.slab);
    return;
  }
  if (far <= steepest * std::sqrt(3.0) * middle * grid.spacing.x || far == ShellDistance::unknown) {
    const int half = side / 2;
    for (int k = 0; k < side; k += half)
      for (int j = 0; j < side; j += half)
        for (int i = 0; i < side; i += half)
          cutCube(shape, grid, {low[0] + i, low[1] + j, low[2] + k}, half, filletMm, partsAt);
    return;
  }
  for (int k = low[2]; k < std::min(low[2] + side, grid.size[2]); ++k)
    for (int j = low[1]; j < std::min(low[1] + side, grid.size[1]); ++j) {
      float* row = shape.data() + grid.index(0, j, k);
      for (int i = low[0]; i < std::min(low[0] + side, grid.size[0]); ++i)
        row[i] = std::max(-row[i], far);
    }
}

// How many of the 3×3×3 voxels around each are set; beyond the border none is.
std::vector<std::uint8_t> neighbors(std::vector<std::uint8_t> set, const Geometry& g) {
  auto sums = largeVector<std::uint8_t>(set.size());
  const std::size_t row = std::size_t(g.size[0]), slice = row * g.size[1];
  const std::vector<std::uint8_t> none(slice, 0);
  const auto addUp = [](const std::uint8_t* a, const std::uint8_t* b, const std::uint8_t* c,
                        std::size_t count, std::uint8_t* to) {
    for (std::size_t i = 0; i < count; ++i) to[i] = std::uint8_t(a[i] + b[i] + c[i]);
  };
  parallelFor(g.size[2], [&](int first, int last) {  // along z
    for (int k = first; k < last; ++k) {
      const std::uint8_t* at = set.data() + k * slice;
      addUp(k > 0 ? at - slice : none.data(), at, k + 1 < g.size[2] ? at + slice : none.data(),
            slice, sums.data() + k * slice);
    }
  });
  parallelFor(g.size[2], [&](int first, int last) {  // along y, then along x
    std::vector<std::uint8_t> padded(row + 2, 0);
    for (int k = first; k < last; ++k)
      for (int j = 0; j < g.size[1]; ++j) {
        const std::uint8_t* at = sums.data() + g.index(0, j, k);
        addUp(j > 0 ? at - row : none.data(), at, j + 1 < g.size[1] ? at + row : none.data(), row,
              padded.data() + 1);
        addUp(padded.data(), padded.data() + 1, padded.data() + 2, row,
              set.data() + g.index(0, j, k));
      }
  });
  return set;
}

// Drops crumbs and flakes: keeps what lies within reach of the largest solid part.
DistanceVolume withoutFlakes(const Geometry& g, std::vector<float> shape) {
  const VoxelParts cores(g.size, [&](int j, int k, std::uint8_t* row) {
    const float* value = shape.data() + g.index(0, j, k);
    for (int i = 0; i < g.size[0]; ++i) row[i] = value[i] < -flakeMm;
  });
  if (cores.voxels().empty()) return {};
  const std::size_t kept = cores.largest();
  std::vector<std::uint8_t> near = cores.mask([&](std::size_t part) { return part == kept; });
  const int passes = int(std::ceil(1.5 * flakeMm / g.spacing.x)) + 1;
  constexpr std::uint8_t enough = 3;  // of 27: a corner of the core keeps no voxel
  for (int pass = 0; pass < passes; ++pass) {
    near = neighbors(std::move(near), g);
    if (pass + 1 < passes)
      for (std::uint8_t& count : near) count = count >= enough;
  }
  parallelFor(g.size[2], [&](int first, int last) {
    for (std::size_t i = g.index(0, 0, first); i < g.index(0, 0, last); ++i)
      shape[i] = std::max(shape[i], float(2 * g.spacing.x) * (0.4f - float(near[i]) / 27));
  });
  return {g, std::move(shape)};
}

}  // namespace

DistanceVolume implantShape(const Bone& bone, const BoneField& field, const HeadFrame& frame,
                            const ShellDistance& shell, const ImplantSettings& settings,
                            const std::optional<WayOut>& way, const Progress& progress) {
  const Geometry grid = gridAround(shell, frame, settings.voxelMm);
  const double taper = way ? std::tan(way->taperDeg * std::numbers::pi / 180) : 0;
  // Of known distances about the surface: looking between voxels needs more of them.
  const double edge = (way || settings.temporal ? 2.0 : 1.5) * grid.spacing.x;
  const double nearBand = edge + settings.filletMm;
  const double band = edge + std::max(taperReachMm * taper, settings.filletMm);
  const double gap = widestGap(settings);
  progress.at(0);
  std::vector<float> shape = distanceToBone(bone, field, grid, gap + nearBand, gap + band);
  progress.at(0.5);
  leaveGap(shape, grid, settings, band);
  if (way) sweepInwards(shape, grid, *way, band);
  if (settings.temporal) leaveTemporalGap(shape, grid, frame, settings);
  progress.at(0.6);
  constexpr int side = 8;
  parallelFor((grid.size[2] + side - 1) / side, [&](int first, int last) {
    for (int k = first * side; k < last * side; k += side)
      for (int j = 0; j < grid.size[1]; j += side)
        for (int i = 0; i < grid.size[0]; i += side)
          cutCube(shape, grid, {i, j, k}, side, settings.filletMm, [&](const Vec3& index) {
            return shell.partsAt(frame.toHead(grid.toPatient(index)));
          });
  });
  progress.at(1);
  return withoutFlakes(grid, std::move(shape));
}

}  // namespace bregma
