#include "planning/implant_shape.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "model/parallel.hpp"
#include "planning/bone_distance.hpp"
#include "planning/gap.hpp"
#include "planning/temporal_region.hpp"
#include "planning/voxel_parts.hpp"

namespace bregma {

namespace {

constexpr double mostVoxels = 16e6;  // beyond it the grid gets coarser
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

// Where bone lies between a point and the outside, the implant could not be put in: the distance
// becomes the least one along the way out, less the taper's share of the way. Planes are swept
// along the axis that `outward` follows most, outermost first; between voxels the values are
// bilinear. Beyond `bandMm` distances are not known, and no taper reaches.
void sweepInwards(std::vector<float>& distance, const Geometry& grid, const WayOut& way,
                  double bandMm) {
  const Vec3& outward = way.outward;
  int axis = 0;
  for (int a = 1; a < 3; ++a)
    if (std::abs(outward[a]) > std::abs(outward[axis])) axis = a;
  const int u = (axis + 1) % 3, v = (axis + 2) % 3;
  const int up = outward[axis] > 0 ? 1 : -1;
  const double du = outward[u] / std::abs(outward[axis]), dv = outward[v] / std::abs(outward[axis]);
  const std::array<std::size_t, 3> step{1, std::size_t(grid.size[0]),
                                        std::size_t(grid.size[0]) * grid.size[1]};
  const int planes = grid.size[axis];
  const auto lost = float(grid.spacing.x / std::abs(outward[axis]) *
                          std::tan(way.taperDeg * std::numbers::pi / 180));
  const auto known = float(bandMm - 1e-3);
  for (int p = 1; p < planes; ++p) {
    const int at = up > 0 ? planes - 1 - p : p;
    parallelFor(grid.size[v], [&](int first, int last) {
      for (int j = first; j < last; ++j)
        for (int i = 0; i < grid.size[u]; ++i) {
          const double x = i + du, y = j + dv;
          const int fx = int(std::floor(x)), fy = int(std::floor(y));
          if (fx < 0 || fy < 0 || fx + 1 >= grid.size[u] || fy + 1 >= grid.size[v]) continue;
          const float* q = distance.data() + std::size_t(at + up) * step[axis] +
                           std::size_t(fx) * step[u] + std::size_t(fy) * step[v];
          const auto a = float(x - fx), b = float(y - fy);
          const float outer = (q[0] * (1 - a) + q[step[u]] * a) * (1 - b) +
                              (q[step[v]] * (1 - a) + q[step[v] + step[u]] * a) * b;
          float& here = distance[std::size_t(at) * step[axis] + std::size_t(i) * step[u] +
                                 std::size_t(j) * step[v]];
          here = std::min(here, outer < known ? outer - lost : outer);
        }
    });
  }
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

// Between voxels; beyond the grid as at its border.
float trilinear(const std::vector<float>& values, const Geometry& grid, const Vec3& index) {
  std::array<int, 3> low{};
  std::array<float, 3> f{};
  for (int a = 0; a < 3; ++a) {
    const double at = std::clamp(index[a], 0.0, grid.size[a] - 1.0);
    low[a] = std::min(int(at), grid.size[a] - 2);
    f[a] = float(at - low[a]);
  }
  const std::size_t dy = std::size_t(grid.size[0]), dz = dy * grid.size[1];
  const float* p = values.data() + grid.index(low[0], low[1], low[2]);
  const auto row = [&](const float* q) { return q[0] * (1 - f[0]) + q[1] * f[0]; };
  const auto plane = [&](const float* q) { return row(q) * (1 - f[1]) + row(q + dy) * f[1]; };
  return plane(p) * (1 - f[2]) + plane(p + dz) * f[2];
}

// Where the temporal muscle lies, the bone counts as if it reached higher: the free space becomes
// the least one over the way down.
void leaveTemporalGap(std::vector<float>& space, const Geometry& grid, const HeadFrame& frame,
                      const ImplantSettings& settings) {
  const std::vector<float> from = space;
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
            least = std::min(
                least, trilinear(from, grid, Vec3{double(i), double(j), double(k)} + down * along));
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
// far from, which most are, take its distance from their middle.
template <class PartsAt>
void cutBlock(std::vector<float>& shape, const Geometry& grid, const std::array<int, 3>& low,
              int side, double filletMm, const PartsAt& partsAt) {
  constexpr double steepest = 4;  // of the shell's distance, per mm
  std::array<int, 3> high;
  for (int a = 0; a < 3; ++a) high[a] = std::min(low[a] + side, grid.size[a]);
  const double middle = (side - 1) / 2.0;
  const auto central = partsAt({low[0] + middle, low[1] + middle, low[2] + middle});
  const float far = std::max(central.edge, central.slab);
  const bool isFar =
      far > steepest * std::sqrt(3.0) * middle * grid.spacing.x && far != ShellDistance::unknown;
  for (int k = low[2]; k < high[2]; ++k)
    for (int j = low[1]; j < high[1]; ++j)
      for (int i = low[0]; i < high[0]; ++i) {
        float& value = shape[grid.index(i, j, k)];
        if (isFar) {
          value = std::max(-value, far);
          continue;
        }
        const auto parts = partsAt({double(i), double(j), double(k)});
        const float wall = std::max(-value, parts.edge);
        const float radius = std::min(float(filletMm), 0.45f * parts.thickness);
        value = radius > 0 ? roundedMax(wall, parts.slab, radius) : std::max(wall, parts.slab);
      }
}

// Mean over 3×3×3 voxels; beyond the border lies 0.
std::vector<float> boxMean(const std::vector<float>& in, const Geometry& g) {
  std::vector<float> from = in, to(in.size());
  const std::array<std::size_t, 3> step{1, std::size_t(g.size[0]),
                                        std::size_t(g.size[0]) * g.size[1]};
  for (int axis = 0; axis < 3; ++axis) {
    parallelFor(g.size[2], [&](int first, int last) {
      for (int k = first; k < last; ++k)
        for (int j = 0; j < g.size[1]; ++j)
          for (int i = 0; i < g.size[0]; ++i) {
            const std::size_t at = g.index(i, j, k);
            const int along = axis == 0 ? i : axis == 1 ? j : k;
            to[at] = (from[at] + (along > 0 ? from[at - step[axis]] : 0) +
                      (along + 1 < g.size[axis] ? from[at + step[axis]] : 0)) /
                     3;
          }
    });
    std::swap(from, to);
  }
  return from;
}

// Drops crumbs and flakes: keeps what lies within reach of the largest solid part.
DistanceVolume withoutFlakes(const DistanceVolume& shape) {
  const Geometry& g = shape.geometry();
  const VoxelParts cores(g.size, [&](int j, int k, std::uint8_t* row) {
    const float* value = shape.voxels().data() + g.index(0, j, k);
    for (int i = 0; i < g.size[0]; ++i) row[i] = value[i] < -flakeMm;
  });
  if (cores.voxels().empty()) return {};
  const std::size_t kept = cores.largest();
  const auto core = cores.mask([&](std::size_t part) { return part == kept; });
  std::vector<float> near(core.begin(), core.end());
  const int passes = int(std::ceil(1.5 * flakeMm / g.spacing.x)) + 1;
  for (int pass = 0; pass < passes; ++pass) {
    near = boxMean(near, g);
    // A box mean reaches one voxel; any share of the core keeps the voxel.
    if (pass + 1 < passes)
      for (float& v : near) v = v > 0.1f ? 1.0f : 0.0f;
  }
  std::vector<float> rest(shape.voxels().begin(), shape.voxels().end());
  for (std::size_t i = 0; i < rest.size(); ++i)
    rest[i] = std::max(rest[i], float(2 * g.spacing.x) * (0.4f - near[i]));
  return {g, std::move(rest)};
}

}  // namespace

DistanceVolume implantShape(const Bone& bone, const BoneField& field, const HeadFrame& frame,
                            const ShellDistance& shell, const ImplantSettings& settings,
                            const std::optional<WayOut>& way, const Progress& progress) {
  const Geometry grid = gridAround(shell, frame, settings.voxelMm);
  const double taper = way ? std::tan(way->taperDeg * std::numbers::pi / 180) : 0;
  const double band = 2.5 * grid.spacing.x + std::max(taperReachMm * taper, settings.filletMm);
  progress.at(0);
  const DistanceVolume distance =
      boneDistance(bone.surface, field, grid, widestGap(settings) + band);
  progress.at(0.5);
  std::vector<float> shape(distance.voxels().begin(), distance.voxels().end());
  leaveGap(shape, grid, settings, band);
  if (way) sweepInwards(shape, grid, *way, band);
  if (settings.temporal) leaveTemporalGap(shape, grid, frame, settings);
  progress.at(0.6);
  constexpr int side = 4;
  parallelFor((grid.size[2] + side - 1) / side, [&](int first, int last) {
    for (int k = first * side; k < last * side; k += side)
      for (int j = 0; j < grid.size[1]; j += side)
        for (int i = 0; i < grid.size[0]; i += side)
          cutBlock(shape, grid, {i, j, k}, side, settings.filletMm, [&](const Vec3& index) {
            return shell.partsAt(frame.toHead(grid.toPatient(index)));
          });
  });
  progress.at(1);
  return withoutFlakes({grid, std::move(shape)});
}

}  // namespace bregma
