#include "planning/distance_band.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

#include "model/large_vector.hpp"
#include "model/parallel.hpp"
#include "planning/mesh_columns.hpp"

namespace bregma {

namespace {

// A triangle relative to the grid's origin, and what its distances share.
struct Triangle {
  Vec3 a, ab, ac;
  Vec3 center, normal;
  double reach;                  // of the corners from the center
  std::array<int, 3> low, high;  // voxels within the band
};

// Squared distance of a point to a triangle by Voronoi regions (Ericson, Real-Time Collision
// Detection, 5.1.5).
double squaredDistance(const Triangle& t, const Vec3& p) {
  const Vec3 ap = p - t.a;
  const double d1 = dot(t.ab, ap), d2 = dot(t.ac, ap);
  const auto to = [&](double u, double v) {
    const Vec3 off = ap - t.ab * u - t.ac * v;
    return dot(off, off);
  };
  if (d1 <= 0 && d2 <= 0) return to(0, 0);
  const double abab = dot(t.ab, t.ab), abac = dot(t.ab, t.ac), acac = dot(t.ac, t.ac);
  const double d3 = d1 - abab, d4 = d2 - abac;
  if (d3 >= 0 && d4 <= d3) return to(1, 0);
  const double vc = d1 * d4 - d3 * d2;
  if (vc <= 0 && d1 >= 0 && d3 <= 0) return to(d1 / (d1 - d3), 0);
  const double d5 = d1 - abac, d6 = d2 - acac;
  if (d6 >= 0 && d5 <= d6) return to(0, 1);
  const double vb = d5 * d2 - d1 * d6;
  if (vb <= 0 && d2 >= 0 && d6 <= 0) return to(0, d2 / (d2 - d6));
  const double va = d3 * d6 - d5 * d4;
  if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
    const double w = (d4 - d3) / ((d4 - d3) + (d5 - d6));
    return to(1 - w, w);
  }
  const double sum = va + vb + vc;
  return sum > 0 ? to(vb / sum, vc / sum) : to(0, 0);
}

std::optional<Triangle> triangleNear(const TriangleMesh& surface, std::size_t index,
                                     const Geometry& grid, double bandMm) {
  const auto& t = surface.triangles[index];
  const Vec3 a = surface.vertices[t[0]] - grid.origin, b = surface.vertices[t[1]] - grid.origin,
             c = surface.vertices[t[2]] - grid.origin;
  const Vec3 center = (a + b + c) / 3;
  Triangle triangle{a, b - a, c - a, center, {}, 0, {}, {}};
  for (int axis = 0; axis < 3; ++axis) {
    const auto [low, high] = std::minmax({a[axis], b[axis], c[axis]});
    const double step = grid.spacing[axis];
    triangle.low[axis] = std::max(0, int(std::ceil((low - bandMm) / step)));
    triangle.high[axis] = std::min(grid.size[axis] - 1, int(std::floor((high + bandMm) / step)));
    if (triangle.low[axis] > triangle.high[axis]) return std::nullopt;
  }
  triangle.reach = std::max({length(a - center), length(b - center), length(c - center)});
  const Vec3 normal = cross(triangle.ab, triangle.ac);
  if (const double size = length(normal); size > 0) triangle.normal = normal / size;
  return triangle;
}

std::vector<std::vector<Triangle>> trianglesNear(const TriangleMesh& surface, const Geometry& grid,
                                                 double bandMm) {
  constexpr int each = 16'384;
  const std::size_t count = surface.triangles.size();
  std::vector<std::vector<Triangle>> found((count + each - 1) / each);
  parallelFor(int(found.size()), [&](int first, int last) {
    for (int f = first; f < last; ++f)
      for (std::size_t t = std::size_t(f) * each; t < std::min(count, (f + 1) * std::size_t(each));
           ++t)
        if (const auto triangle = triangleNear(surface, t, grid, bandMm))
          found[f].push_back(*triangle);
  });
  return found;
}

// Calls visit(row, y, z) for the rows of a slab of planes that a triangle's band meets; y and z are
// those of the row.
template <class Visit>
void forRows(const Triangle& t, const Geometry& grid, int firstPlane, int lastPlane,
             Visit&& visit) {
  for (int k = std::max(firstPlane, t.low[2]); k <= std::min(lastPlane - 1, t.high[2]); ++k)
    for (int j = t.low[1]; j <= t.high[1]; ++j)
      visit(grid.index(0, j, k), j * grid.spacing.y, k * grid.spacing.z);
}

// No voxel is farther from the triangle than from its center: squared.
void lowerToCenter(const Triangle& t, double stepMm, double y, double z, float* row) {
  const double dy = y - t.center.y, dz = z - t.center.z;
  const auto across = float(dy * dy + dz * dz), from = float(t.center.x), step = float(stepMm);
  for (int i = t.low[0]; i <= t.high[0]; ++i) {
    const float dx = float(i) * step - from;
    row[i] = std::min(row[i], dx * dx + across);
  }
}

// Most voxels have a nearer triangle already: the disc that holds this one says so.
void lowerToTriangle(const Triangle& t, double stepMm, double y, double z, float* row) {
  constexpr int most = 32;  // voxels at a time
  std::array<std::int32_t, most> open;
  const double dy = y - t.center.y, dz = z - t.center.z;
  const double extent = t.low[0] <= t.high[0] ? (t.high[0] - t.low[0] + 1) * stepMm : 0;
  const auto across = float(dy * dy + dz * dz), step = float(stepMm), reach = float(t.reach);
  const auto rise = float(dy * t.normal.y + dz * t.normal.z), slope = float(t.normal.x);
  const auto rounding = float(1e-6 * (extent * extent + across));
  for (int from = t.low[0]; from <= t.high[0]; from += most) {
    const int count = std::min(most, t.high[0] - from + 1);
    const auto start = float(from * stepMm - t.center.x);
    float* known = row + from;
    for (int n = 0; n < count; ++n) {
      const float dx = start + float(n) * step, height = rise + dx * slope;
      const float within = known[n] + rounding - height * height;
      const float beside = dx * dx + across - height * height;
      // Whether sqrt(beside) < reach + sqrt(within).
      const float left = beside - reach * reach - within;
      open[n] = (within > 0) & ((left <= 0) | (left * left <= 4 * reach * reach * within));
    }
    for (int n = 0; n < count; ++n)
      if (open[n])
        known[n] = std::min(known[n], float(squaredDistance(t, {(from + n) * stepMm, y, z})));
  }
}

}  // namespace

std::vector<float> distanceBand(const TriangleMesh& surface, const Geometry& grid, double bandMm) {
  const auto triangles = trianglesNear(surface, grid, bandMm);
  auto values = largeVector(grid.count(), float(bandMm * bandMm));
  parallelFor(grid.size[2], [&](int first, int last) {
    for (const auto lower : {lowerToCenter, lowerToTriangle})
      for (const auto& part : triangles)
        for (const Triangle& t : part)
          forRows(t, grid, first, last, [&](std::size_t row, double y, double z) {
            lower(t, grid.spacing.x, y, z, values.data() + row);
          });
    const auto end = values.begin() + std::ptrdiff_t(grid.index(0, 0, last));
    for (auto v = values.begin() + std::ptrdiff_t(grid.index(0, 0, first)); v != end; ++v)
      *v = std::min(std::sqrt(*v), float(bandMm));
  });
  return values;
}

std::vector<float> solidDistance(const TriangleMesh& solid, const Geometry& grid, double bandMm) {
  std::vector<float> values = distanceBand(solid, grid, bandMm);
  const MeshColumns columns(
      solid, {grid.origin.x, grid.origin.y, grid.spacing.x, grid.size[0], grid.size[1]});
  parallelFor(grid.size[1], [&](int first, int last) {
    for (int j = first; j < last; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        int winding = 0, k = 0;
        for (const auto& crossing : columns.at(i, j)) {
          const int to = std::clamp(int(std::ceil((crossing.z - grid.origin.z) / grid.spacing.z)),
                                    0, grid.size[2]);
          for (; k < to; ++k)
            if (winding > 0) values[grid.index(i, j, k)] = -values[grid.index(i, j, k)];
          winding += crossing.turn;
        }
      }
  });
  return values;
}

}  // namespace bregma
