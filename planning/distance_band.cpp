#include "planning/distance_band.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "model/large_vector.hpp"
#include "model/parallel.hpp"
#include "planning/mesh_columns.hpp"

namespace bregma {

namespace {

// A triangle relative to the grid's origin, and what its distances share.
struct Triangle {
  Vec3 a, ab, ac;
  Vec3 center;
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

std::vector<Triangle> trianglesNear(const TriangleMesh& surface, const Geometry& grid,
                                    double bandMm) {
  std::vector<Triangle> near;
  const double sp[3] = {grid.spacing.x, grid.spacing.y, grid.spacing.z};
  for (const auto& t : surface.triangles) {
    const Vec3 a = surface.vertices[t[0]] - grid.origin, b = surface.vertices[t[1]] - grid.origin,
               c = surface.vertices[t[2]] - grid.origin;
    const Vec3 center = (a + b + c) / 3;
    const double reach = std::max({length(a - center), length(b - center), length(c - center)});
    Triangle triangle{a, b - a, c - a, center, reach, {}, {}};
    bool touches = true;
    for (int axis = 0; axis < 3 && touches; ++axis) {
      const auto [low, high] = std::minmax({a[axis], b[axis], c[axis]});
      triangle.low[axis] = std::max(0, int(std::ceil((low - bandMm) / sp[axis])));
      triangle.high[axis] =
          std::min(grid.size[axis] - 1, int(std::floor((high + bandMm) / sp[axis])));
      touches = triangle.low[axis] <= triangle.high[axis];
    }
    if (touches) near.push_back(triangle);
  }
  return near;
}

// Most voxels have a nearer triangle already: the ball around the triangle says so.
void lowerRow(const Triangle& t, const Geometry& grid, int j, int k, float* row) {
  constexpr double roundingMm = 1e-5;
  const double y = j * grid.spacing.y, z = k * grid.spacing.z;
  const double dy = y - t.center.y, dz = z - t.center.z, across = dy * dy + dz * dz;
  for (int i = t.low[0]; i <= t.high[0]; ++i) {
    const double x = i * grid.spacing.x, dx = x - t.center.x;
    const double nearer = row[i] + t.reach + roundingMm;
    if (dx * dx + across >= nearer * nearer) continue;
    row[i] = std::min(row[i], std::sqrt(float(squaredDistance(t, {x, y, z}))));
  }
}

}  // namespace

std::vector<float> distanceBand(const TriangleMesh& surface, const Geometry& grid, double bandMm) {
  const auto triangles = trianglesNear(surface, grid, bandMm);
  auto values = largeVector(grid.count(), float(bandMm));
  parallelFor(grid.size[2], [&](int first, int last) {
    for (const Triangle& t : triangles)
      for (int k = std::max(first, t.low[2]); k <= std::min(last - 1, t.high[2]); ++k)
        for (int j = t.low[1]; j <= t.high[1]; ++j)
          lowerRow(t, grid, j, k, values.data() + grid.index(0, j, k));
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
