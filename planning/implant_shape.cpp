#include "planning/implant_shape.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "model/parallel.hpp"
#include "planning/bone_distance.hpp"
#include "planning/chart_images.hpp"
#include "planning/voxel_parts.hpp"

namespace bregma {

namespace {

constexpr double mostVoxels = 16e6;  // beyond it the grid gets coarser
constexpr double flakeMm = 0.5;      // half of what is too thin to keep
constexpr double taperReachMm = 25;  // of wall along the way out

// The part of the chart that defect `index` may fill: rays where the implant is as thick as the
// vault must be, and a lip over the bone around them.
ChartImage outlineOf(const Defects& defects, const Vault& vault, const ShellFields& tables,
                     int index, const ImplantSettings& settings) {
  const Chart& chart = tables.chart;
  ChartMask thick(chart.count());
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      if (vault.filled[at] != 1 + index) continue;
      const float outer = tables.outer[at], bone = defects.fields.outer[at];
      const bool overBone = bone > tables.inner[at];
      const float thickness =
          (outer - (overBone ? bone + float(settings.gapMm) : tables.inner[at])) *
          slopeCosine(tables.outer, chart, row, column);
      thick[at] = thickness > 0.95 * vault.minThicknessMm;
    }
  thick = opened(thick, chart.size, 1);
  ChartMask filled(chart.count());
  for (std::size_t i = 0; i < filled.size(); ++i) filled[i] = vault.filled[i] == 1 + index;
  ChartMask rest(chart.count());
  for (std::size_t i = 0; i < rest.size(); ++i) rest[i] = !filled[i];
  const ChartImage beyond = distanceTo(filled, chart.size), within = distanceTo(rest, chart.size);
  const ChartImage fromThick = distanceTo(thick, chart.size);
  ChartImage outline(chart.count());
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const double mmPerPixel = chart.radPerPixel() * std::max(30.0f, tables.outer[i]);
    outline[i] = std::max(filled[i] ? 0.5f - within[i] : beyond[i] - 0.5f,
                          fromThick[i] - float(settings.lipMm / mmPerPixel));
  }
  return outline;
}

// The tables of the implant: the vault's, with the inner side raised where it would be too thick.
ShellFields tablesOf(const ShellFields& vault, double maxThicknessMm) {
  ShellFields tables = vault;
  if (maxThicknessMm <= 0) return tables;
  const Chart& chart = tables.chart;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      const float along = float(maxThicknessMm) / slopeCosine(vault.outer, chart, row, column);
      if (vault.outer[at] - vault.inner[at] > along) tables.inner[at] = vault.outer[at] - along;
    }
  return tables;
}

Geometry gridAround(const ShellDistance& shell, const HeadFrame& frame, double voxelMm) {
  const Box box = shell.boundingBox(frame);
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

// Moves both tables inward within the outline: not near its edge, where the implant goes on as the
// bone does, all the way from 23 mm behind it.
void lower(ShellFields& tables, const ChartImage& outline, double offsetMm) {
  constexpr double flushMm = 8, blendMm = 15;
  const ShellFields from = tables;
  const Chart& chart = tables.chart;
  ChartMask rest(chart.count());
  for (std::size_t i = 0; i < rest.size(); ++i) rest[i] = !(outline[i] < 0);
  const ChartImage toEdge = distanceTo(rest, chart.size);  // the outline itself ends at the lip
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      if (rest[at]) continue;
      const double behind = toEdge[at] * from.outer[at] * chart.radPerPixel();
      const double f = std::clamp((behind - flushMm) / blendMm, 0.0, 1.0);
      const auto by = float(offsetMm * f * f * (3 - 2 * f) /
                            std::max(0.3f, slopeCosine(from.outer, chart, row, column)));
      tables.outer[at] -= by;
      tables.inner[at] -= by;
    }
}

// Makes of distances to bone what is left of the shell, for a cube of voxels. Cubes that the shell
// is far from, which most are, take its distance from their middle.
template <class Shell>
void cutBlock(std::vector<float>& shape, const Geometry& grid, const std::array<int, 3>& low,
              int side, double gapMm, const Shell& shellAt) {
  constexpr double steepest = 4;  // of the shell's distance, per mm
  std::array<int, 3> high;
  for (int a = 0; a < 3; ++a) high[a] = std::min(low[a] + side, grid.size[a]);
  const double middle = (side - 1) / 2.0;
  const float far = shellAt({low[0] + middle, low[1] + middle, low[2] + middle});
  const bool isFar =
      far > steepest * std::sqrt(3.0) * middle * grid.spacing.x && far != ShellDistance::unknown;
  for (int k = low[2]; k < high[2]; ++k)
    for (int j = low[1]; j < high[1]; ++j)
      for (int i = low[0]; i < high[0]; ++i) {
        float& value = shape[grid.index(i, j, k)];
        value = std::max(float(gapMm) - value,
                         isFar ? far : shellAt({double(i), double(j), double(k)}));
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

ShellDistance implantShell(const Defects& defects, const Vault& vault, int index,
                           const ImplantSettings& settings) {
  ShellFields tables = tablesOf(vault.fields, settings.maxThicknessMm);
  ChartImage outline = outlineOf(defects, vault, tables, index, settings);
  if (settings.contourOffsetMm != 0) lower(tables, outline, settings.contourOffsetMm);
  return {tables, std::move(outline)};
}

DistanceVolume implantShape(const Bone& bone, const BoneField& field, const HeadFrame& frame,
                            const ShellDistance& shell, const ImplantSettings& settings,
                            const std::optional<WayOut>& way, const Progress& progress) {
  const Geometry grid = gridAround(shell, frame, settings.voxelMm);
  const double taper = way ? std::tan(way->taperDeg * std::numbers::pi / 180) : 0;
  const double band = settings.gapMm + 2.5 * grid.spacing.x + taperReachMm * taper;
  progress.at(0);
  const DistanceVolume distance = boneDistance(bone.surface, field, grid, band);
  progress.at(0.5);
  std::vector<float> shape(distance.voxels().begin(), distance.voxels().end());
  if (way) sweepInwards(shape, grid, *way, band);
  progress.at(0.6);
  constexpr int side = 4;
  parallelFor((grid.size[2] + side - 1) / side, [&](int first, int last) {
    for (int k = first * side; k < last * side; k += side)
      for (int j = 0; j < grid.size[1]; j += side)
        for (int i = 0; i < grid.size[0]; i += side)
          cutBlock(shape, grid, {i, j, k}, side, settings.gapMm, [&](const Vec3& index) {
            return shell.at(frame.toHead(grid.toPatient(index)));
          });
  });
  progress.at(1);
  return withoutFlakes({grid, std::move(shape)});
}

}  // namespace bregma
