#include "planning/mesh_columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "model/parallel.hpp"

namespace bregma {

namespace {

/// On which side of the edge from `a` to `b` a column stands, as a product whose sign tells. The
/// other way along the edge gives the same product with the opposite sign. A column that hits the
/// edge counts as moved by a hair along x, and by a hair of that along y.
double beside(const Vec3& a, const Vec3& b, double x, double y) {
  const double product = (a.x - x) * (b.y - y) - (a.y - y) * (b.x - x);
  if (product != 0) return product;
  constexpr double hair = std::numeric_limits<double>::min();
  const double turn = a.y != b.y ? a.y - b.y : b.x - a.x;
  return turn > 0 ? hair : turn < 0 ? -hair : 0;
}

/// Calls visit(column, crossing) for each column through a triangle. Neighbors agree about the
/// edge that they share, so no column slips between them or is counted twice.
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
        const double u = beside(b, c, x, y), v = beside(c, a, x, y), w = beside(a, b, x, y);
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
  std::vector<std::pair<std::uint32_t, Crossing>> found;
  found.reserve(mesh.triangles.size());
  rasterize(mesh, grid, [&](std::size_t column, const Crossing& crossing) {
    found.emplace_back(std::uint32_t(column), crossing);
    ++first_[column + 1];
  });
  for (std::size_t c = 1; c < first_.size(); ++c) first_[c] += first_[c - 1];
  crossings_.resize(found.size());
  auto next = first_;
  for (const auto& [column, crossing] : found) crossings_[next[column]++] = crossing;
  parallelFor(int(first_.size()) - 1, [&](int begin, int end) {
    for (int c = begin; c < end; ++c)
      std::sort(crossings_.begin() + first_[c], crossings_.begin() + first_[c + 1],
                [](const Crossing& a, const Crossing& b) { return a.z < b.z; });
  });
}

}  // namespace bregma
