#include "planning/mesh_columns.hpp"

#include <algorithm>
#include <cmath>

namespace bregma {

namespace {

/// Calls visit(column, crossing) for each column through a triangle. Two triangles of one edge
/// compute the same product with opposite signs, so no column slips between them.
template <class Visit>
void rasterize(const TriangleMesh& mesh, const ColumnGrid& grid, Visit&& visit) {
  for (const auto& t : mesh.triangles) {
    const Vec3 &a = mesh.vertices[t[0]], &b = mesh.vertices[t[1]], &c = mesh.vertices[t[2]];
    const auto first = [&](double from, double low) {
      return int(std::max(0.0, std::ceil((low - from) / grid.stepMm)));
    };
    const auto last = [&](double from, double high, int count) {
      return int(std::min(count - 1.0, std::floor((high - from) / grid.stepMm)));
    };
    const int i0 = first(grid.x, std::min({a.x, b.x, c.x}));
    const int i1 = last(grid.x, std::max({a.x, b.x, c.x}), grid.width);
    const int j0 = first(grid.y, std::min({a.y, b.y, c.y}));
    const int j1 = last(grid.y, std::max({a.y, b.y, c.y}), grid.height);
    for (int j = j0; j <= j1; ++j)
      for (int i = i0; i <= i1; ++i) {
        const double x = grid.x + i * grid.stepMm, y = grid.y + j * grid.stepMm;
        const double u = (b.x - x) * (c.y - y) - (b.y - y) * (c.x - x);
        const double v = (c.x - x) * (a.y - y) - (c.y - y) * (a.x - x);
        const double w = (a.x - x) * (b.y - y) - (a.y - y) * (b.x - x);
        const bool up = u > 0 && v > 0 && w > 0, down = u < 0 && v < 0 && w < 0;
        if (!up && !down) continue;
        visit(
            std::size_t(j) * grid.width + i,
            MeshColumns::Crossing{float((u * a.z + v * b.z + w * c.z) / (u + v + w)), up ? -1 : 1});
      }
  }
}

}  // namespace

ColumnGrid columnsOver(const Box& box, double stepMm) {
  ColumnGrid grid;
  grid.stepMm = stepMm;
  grid.x = box.low.x + 0.381966 * stepMm;
  grid.y = box.low.y + 0.7548777 * stepMm;
  grid.width = std::max(0, int((box.high.x - grid.x) / stepMm) + 1);
  grid.height = std::max(0, int((box.high.y - grid.y) / stepMm) + 1);
  return grid;
}

MeshColumns::MeshColumns(const TriangleMesh& mesh, const ColumnGrid& grid)
    : grid_(grid), first_(std::size_t(grid.width) * grid.height + 1) {
  rasterize(mesh, grid, [&](std::size_t column, const Crossing&) { ++first_[column + 1]; });
  for (std::size_t c = 1; c < first_.size(); ++c) first_[c] += first_[c - 1];
  crossings_.resize(first_.back());
  auto next = first_;
  rasterize(mesh, grid, [&](std::size_t column, const Crossing& crossing) {
    crossings_[next[column]++] = crossing;
  });
  for (std::size_t c = 0; c + 1 < first_.size(); ++c)
    std::sort(crossings_.begin() + first_[c], crossings_.begin() + first_[c + 1],
              [](const Crossing& a, const Crossing& b) { return a.z < b.z; });
}

}  // namespace bregma
