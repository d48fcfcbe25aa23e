#include "planning/parting_surface.hpp"

#include <CGAL/Delaunay_triangulation_2.h>
#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Triangulation_vertex_base_with_info_2.h>

#include <Eigen/SparseCholesky>
#include <algorithm>
#include <optional>

#include "model/parallel.hpp"

namespace bregma {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using VertexBase = CGAL::Triangulation_vertex_base_with_info_2<std::uint32_t, Kernel>;
using Delaunay =
    CGAL::Delaunay_triangulation_2<Kernel, CGAL::Triangulation_data_structure_2<VertexBase>>;
using Sparse = Eigen::SparseMatrix<double>;

constexpr double gridMm = 1.6;
constexpr double stiffMm = 6;  ///< bends below this length are ironed out

enum class Kind { Rim, Inside, Outside };

/// A point of the plane and what is known of its height.
struct Site {
  double x = 0, y = 0;
  Kind kind = Kind::Outside;
  std::optional<double> fixed = std::nullopt;
  double low = -1e9, high = 1e9;  ///< inside the part: its sides, with a margin
};

/// Distances to the rim's points, and on which side of it a place is.
class RimIndex {
 public:
  explicit RimIndex(const std::vector<RimPoint>& rim) : rim_(rim) {
    low_ = {1e9, 1e9, 0};
    Vec3 high{-1e9, -1e9, 0};
    for (const RimPoint& p : rim) {
      low_ = {std::min(low_.x, p.place.x), std::min(low_.y, p.place.y), 0};
      high = {std::max(high.x, p.place.x), std::max(high.y, p.place.y), 0};
    }
    columns_ = int((high.x - low_.x) / cellMm) + 1;
    rows_ = int((high.y - low_.y) / cellMm) + 1;
    cells_.resize(std::size_t(columns_) * rows_);
    for (std::uint32_t i = 0; i < rim.size(); ++i)
      cells_[cellOf(rim[i].place.y, low_.y, rows_) * columns_ +
             cellOf(rim[i].place.x, low_.x, columns_)]
          .push_back(i);
  }

  bool nearerThan(double x, double y, double distance) const {
    const int reach = int(distance / cellMm) + 1;
    const int ci = int(std::floor((x - low_.x) / cellMm)),
              cj = int(std::floor((y - low_.y) / cellMm));
    for (int j = std::max(0, cj - reach); j <= std::min(rows_ - 1, cj + reach); ++j)
      for (int i = std::max(0, ci - reach); i <= std::min(columns_ - 1, ci + reach); ++i)
        for (const auto k : cells_[j * columns_ + i])
          if (std::hypot(rim_[k].place.x - x, rim_[k].place.y - y) < distance) return true;
    return false;
  }
  bool contains(double x, double y) const {
    bool odd = false;
    for (std::size_t i = 0, j = rim_.size() - 1; i < rim_.size(); j = i++) {
      const Vec3 &a = rim_[i].place, &b = rim_[j].place;
      if ((a.y > y) != (b.y > y) && x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x) odd = !odd;
    }
    return odd;
  }

 private:
  static constexpr double cellMm = 2;
  static int cellOf(double value, double low, int count) {
    return std::clamp(int((value - low) / cellMm), 0, count - 1);
  }
  const std::vector<RimPoint>& rim_;
  Vec3 low_;
  int columns_ = 0, rows_ = 0;
  std::vector<std::vector<std::uint32_t>> cells_;
};

/// Inside the part: its heights over the place, held off by a quarter of its thickness.
void lookThrough(Site& site, const SurfaceDistance& part, const Box& box) {
  const auto up = part.ray({site.x, site.y, box.low.z - 1}, {0, 0, 1});
  const auto down = part.ray({site.x, site.y, box.high.z + 1}, {0, 0, -1});
  if (!up || !down || up->point.z >= down->point.z) return;
  const double margin = std::min(0.6, 0.25 * (down->point.z - up->point.z));
  site.low = up->point.z + margin;
  site.high = down->point.z - margin;
}

std::vector<Site> sitesOf(const std::vector<RimPoint>& rim, const SurfaceDistance& part,
                          const Box& partBox, const std::vector<Vec3>& outline) {
  std::vector<Site> sites;
  Box block{{1e9, 1e9, 0}, {-1e9, -1e9, 0}};
  for (const Vec3& p : outline) {
    sites.push_back({p.x, p.y});
    block.low = {std::min(block.low.x, p.x), std::min(block.low.y, p.y), 0};
    block.high = {std::max(block.high.x, p.x), std::max(block.high.y, p.y), 0};
  }
  const RimIndex index(rim);
  for (const RimPoint& p : rim) sites.push_back({p.place.x, p.place.y, Kind::Rim, p.place.z});
  // One ring close inside, so that the surface dives into the wall right behind the rim.
  for (std::size_t i = 0; i < rim.size(); i += 2) {
    const Vec3 p{rim[i].place.x - 0.6 * rim[i].normalX, rim[i].place.y - 0.6 * rim[i].normalY, 0};
    if (index.nearerThan(p.x, p.y, 0.5) || !index.contains(p.x, p.y)) continue;
    sites.push_back({p.x, p.y, Kind::Inside});
  }
  const auto withinBlock = [&](double x, double y) {
    for (std::size_t i = 0; i < outline.size(); ++i) {
      const Vec3 &a = outline[i], &b = outline[(i + 1) % outline.size()];
      const double edge = std::hypot(b.x - a.x, b.y - a.y);
      if ((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x) < 0.8 * edge) return false;
    }
    return true;
  };
  bool odd = false;
  for (double y = block.low.y + 0.37; y < block.high.y; y += gridMm * 0.866, odd = !odd)
    for (double x = block.low.x + 0.41 + (odd ? gridMm / 2 : 0); x < block.high.x; x += gridMm) {
      if (!withinBlock(x, y) || index.nearerThan(x, y, 1.3)) continue;
      sites.push_back({x, y, index.contains(x, y) ? Kind::Inside : Kind::Outside});
    }
  parallelFor(int(sites.size()), [&](int begin, int end) {
    for (int i = begin; i < end; ++i)
      if (sites[i].kind == Kind::Inside) lookThrough(sites[i], part, partBox);
  });
  return sites;
}

std::vector<std::array<std::uint32_t, 3>> triangulated(const std::vector<Site>& sites) {
  std::vector<std::pair<Kernel::Point_2, std::uint32_t>> points;
  for (std::uint32_t i = 0; i < sites.size(); ++i) points.push_back({{sites[i].x, sites[i].y}, i});
  const Delaunay delaunay(points.begin(), points.end());
  std::vector<std::array<std::uint32_t, 3>> triangles;
  for (auto f = delaunay.finite_faces_begin(); f != delaunay.finite_faces_end(); ++f)
    triangles.push_back({f->vertex(0)->info(), f->vertex(1)->info(), f->vertex(2)->info()});
  return triangles;
}

/// Heights of least bending and stretching that keep what is fixed; within the part drawn to its
/// middle. The rim itself may have a crease.
std::vector<double> settled(const std::vector<Site>& sites,
                            const std::vector<std::array<std::uint32_t, 3>>& triangles) {
  const int n = int(sites.size());
  std::vector<Eigen::Triplet<double>> stretch;
  std::vector<double> area(n, 1e-9);
  for (const auto& t : triangles)
    for (int c = 0; c < 3; ++c) {
      const Site &a = sites[t[c]], &b = sites[t[(c + 1) % 3]], &o = sites[t[(c + 2) % 3]];
      const double ux = a.x - o.x, uy = a.y - o.y, vx = b.x - o.x, vy = b.y - o.y;
      const double twice = std::max(1e-9, ux * vy - uy * vx),
                   half = (ux * vx + uy * vy) / twice / 2;
      area[t[c]] += twice / 6;
      for (const auto& [i, j, w] :
           {std::tuple{t[c], t[(c + 1) % 3], -half}, std::tuple{t[(c + 1) % 3], t[c], -half},
            std::tuple{t[c], t[c], half}, std::tuple{t[(c + 1) % 3], t[(c + 1) % 3], half}})
        stretch.emplace_back(int(i), int(j), w);
    }
  Sparse laplacian(n, n);
  laplacian.setFromTriplets(stretch.begin(), stretch.end());
  Eigen::VectorXd bend(n), pull(n), target(n);
  for (int i = 0; i < n; ++i) {
    const Site& s = sites[i];
    const bool known = s.kind == Kind::Inside && s.low > -1e9;
    bend[i] = s.kind == Kind::Outside ? stiffMm * stiffMm / area[i] : 0;
    pull[i] = s.fixed ? 1e9 : known ? area[i] / 2 : 0;
    target[i] = s.fixed ? *s.fixed : known ? (s.low + s.high) / 2 : 0;
  }
  Sparse system = laplacian.transpose() * Sparse(bend.asDiagonal() * laplacian);
  system += laplacian;
  system += Sparse(pull.asDiagonal());
  const Eigen::SimplicialLDLT<Sparse> solver(system);
  const Eigen::VectorXd heights = solver.solve(pull.cwiseProduct(target));
  std::vector<double> result(n);
  for (int i = 0; i < n; ++i)
    result[i] =
        sites[i].fixed ? *sites[i].fixed : std::clamp(heights[i], sites[i].low, sites[i].high);
  return result;
}

void levelDisks(std::vector<Site>& sites, const std::vector<double>& heights,
                const std::vector<LevelDisk>& disks) {
  for (const LevelDisk& disk : disks) {
    double sum = 0;
    std::vector<Site*> within;
    for (std::size_t i = 0; i < sites.size(); ++i)
      if (sites[i].kind == Kind::Outside &&
          std::hypot(sites[i].x - disk.x, sites[i].y - disk.y) < disk.radius) {
        within.push_back(&sites[i]);
        sum += heights[i];
      }
    for (Site* site : within) site->fixed = sum / double(within.size());
  }
}

TriangleMesh block(const PartingSurface& surface, double base, bool below) {
  TriangleMesh mesh = surface.mesh;
  if (!below)
    for (auto& t : mesh.triangles) std::swap(t[1], t[2]);
  const auto put = [&](std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    below ? mesh.triangles.push_back({a, b, c}) : mesh.triangles.push_back({a, c, b});
  };
  const auto n = std::uint32_t(surface.border.size());
  const auto foot = std::uint32_t(mesh.vertices.size());
  Vec3 middle;
  for (const auto v : surface.border) {
    const Vec3 p = surface.mesh.vertices[v];
    mesh.vertices.push_back({p.x, p.y, base});
    middle = middle + mesh.vertices.back() / double(n);
  }
  mesh.vertices.push_back(middle);
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint32_t j = (i + 1) % n, a = surface.border[i], b = surface.border[j];
    put(a, foot + i, foot + j);
    put(a, foot + j, b);
    put(foot + j, foot + i, foot + n);
  }
  return mesh;
}

}  // namespace

PartingSurface partingSurface(const std::vector<RimPoint>& rim, const SurfaceDistance& part,
                              const Box& partBox, const std::vector<Vec3>& outline,
                              const std::vector<LevelDisk>& disks) {
  std::vector<Site> sites = sitesOf(rim, part, partBox, outline);
  PartingSurface surface;
  surface.mesh.triangles = triangulated(sites);
  std::vector<double> heights = settled(sites, surface.mesh.triangles);
  if (!disks.empty()) {
    levelDisks(sites, heights, disks);
    heights = settled(sites, surface.mesh.triangles);
  }
  for (std::size_t i = 0; i < sites.size(); ++i)
    surface.mesh.vertices.push_back({sites[i].x, sites[i].y, heights[i]});
  for (std::uint32_t i = 0; i < outline.size(); ++i) surface.border.push_back(i);
  return surface;
}

TriangleMesh blockBelow(const PartingSurface& surface, double base) {
  return block(surface, base, true);
}

TriangleMesh blockAbove(const PartingSurface& surface, double base) {
  return block(surface, base, false);
}

}  // namespace bregma
