#include "planning/self_intersection.hpp"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/box_intersection_d.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <mutex>

#include "model/parallel.hpp"

namespace bregma {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Triangle = std::array<std::uint32_t, 3>;

/// Whether two triangles of one mesh meet other than in the corners and edges they share.
class Meeting {
 public:
  explicit Meeting(const TriangleMesh& mesh) : mesh_(mesh), normals_(mesh.triangles.size()) {
    parallelFor(int(normals_.size()), [&](int begin, int end) {
      for (int t = begin; t < end; ++t) {
        const auto& [a, b, c] = mesh.triangles[t];
        const Vec3& o = mesh.vertices[a];
        normals_[t] = cross(mesh.vertices[b] - o, mesh.vertices[c] - o);
      }
    });
  }

  bool operator()(std::uint32_t s, std::uint32_t t) const {
    // The shared corners are brought to the front.
    Triangle a = mesh_.triangles[s], b = mesh_.triangles[t];
    int shared = 0;
    for (int i = 0; i < 3; ++i)
      for (int j = shared; j < 3; ++j)
        if (a[i] == b[j]) {
          std::swap(a[shared], a[i]);
          std::swap(b[shared], b[j]);
          ++shared;
          break;
        }
    switch (shared) {
      case 3: return true;
      case 2:  // folded flat onto each other
        return !unfolded(s, t, a[0], a[1]) && sideOf(a, b[2]) == 0 &&
               CGAL::coplanar(at(a[0]), at(a[1]), at(a[2]), at(b[2])) &&
               CGAL::coplanar_orientation(at(a[0]), at(a[1]), at(a[2]), at(b[2])) == CGAL::POSITIVE;
      case 1:
        if (besideEachOther(s, t, a[0])) return false;
        return (!onOneSide(a, b[1], b[2]) &&
                CGAL::do_intersect(solid(a), Kernel::Segment_3(at(b[1]), at(b[2])))) ||
               (!onOneSide(b, a[1], a[2]) &&
                CGAL::do_intersect(solid(b), Kernel::Segment_3(at(a[1]), at(a[2]))));
      default: {
        const int first = sideOf(a, b[0]);
        if (first != 0 && first == sideOf(a, b[1]) && first == sideOf(a, b[2])) return false;
        return CGAL::do_intersect(solid(a), solid(b));
      }
    }
  }

  bool isDegenerate(const Triangle& t) const {
    if (t[0] == t[1] || t[1] == t[2] || t[2] == t[0]) return true;
    const Vec3& o = mesh_.vertices[t[0]];
    const Vec3 u = mesh_.vertices[t[1]] - o, v = mesh_.vertices[t[2]] - o;
    const Vec3 n = cross(u, v);
    const double size = dot(u, u) * dot(v, v);
    return !(dot(n, n) > 1e-20 * size) && CGAL::collinear(at(t[0]), at(t[1]), at(t[2]));
  }

 private:
  /// Whether two triangles with an edge in common go on from it to different sides: most do.
  bool unfolded(std::uint32_t s, std::uint32_t t, std::uint32_t v, std::uint32_t w) const {
    return dot(normals_[s], normals_[t]) > 0 && follows(s, v, w) == follows(t, w, v);
  }
  /// Whether the triangle goes from `v` to `w`, rather than back.
  bool follows(std::uint32_t triangle, std::uint32_t v, std::uint32_t w) const {
    const Triangle& t = mesh_.triangles[triangle];
    return (t[0] == v && t[1] == w) || (t[1] == v && t[2] == w) || (t[2] == v && t[0] == w);
  }
  /// Whether two triangles with a corner in common, seen along their mean normal, lie on two sides
  /// of a line through it: most do.
  bool besideEachOther(std::uint32_t s, std::uint32_t t, std::uint32_t corner) const {
    const Vec3 n = normals_[s] + normals_[t];
    if (!(dot(normals_[s], n) > 0 && dot(normals_[t], n) > 0)) return false;
    const auto [a, b] = from(corner, s);
    const auto [c, d] = from(corner, t);
    const Vec3 na = cross(n, a), nb = cross(n, b);
    const double ac = dot(na, c), ad = dot(na, d), bc = dot(nb, c), bd = dot(nb, d);
    const double rounding = 1e-14 * (std::abs(n.x) + std::abs(n.y) + std::abs(n.z)) *
                            (dot(a, a) + dot(b, b) + dot(c, c) + dot(d, d));
    return (bc > rounding && bd > rounding) || (ac < -rounding && ad < -rounding) ||
           (ad < -rounding && bd < -rounding) || (ac > rounding && bc > rounding);
  }
  /// From a corner of a triangle to the two others, in its order.
  std::array<Vec3, 2> from(std::uint32_t corner, std::uint32_t triangle) const {
    const Triangle& t = mesh_.triangles[triangle];
    const int i = t[0] == corner ? 0 : t[1] == corner ? 1 : 2;
    const Vec3& o = mesh_.vertices[corner];
    return {mesh_.vertices[t[(i + 1) % 3]] - o, mesh_.vertices[t[(i + 2) % 3]] - o};
  }
  /// The side of a triangle's plane that a vertex is on; 0 when rounding leaves it open.
  int sideOf(const Triangle& t, std::uint32_t vertex) const {
    const Vec3& o = mesh_.vertices[t[0]];
    const Vec3 u = mesh_.vertices[t[1]] - o, v = mesh_.vertices[t[2]] - o,
               w = mesh_.vertices[vertex] - o;
    double x = 0, y = 0, z = 0;
    for (const Vec3* d : {&u, &v, &w}) {
      x = std::max(x, std::abs(d->x));
      y = std::max(y, std::abs(d->y));
      z = std::max(z, std::abs(d->z));
    }
    const double determinant = dot(cross(u, v), w), uncertain = 1e-14 * x * y * z;
    return determinant > uncertain ? 1 : determinant < -uncertain ? -1 : 0;
  }
  bool onOneSide(const Triangle& t, std::uint32_t v, std::uint32_t w) const {
    const int side = sideOf(t, v);
    return side != 0 && side == sideOf(t, w);
  }
  Kernel::Point_3 at(std::uint32_t v) const {
    return {mesh_.vertices[v].x, mesh_.vertices[v].y, mesh_.vertices[v].z};
  }
  Kernel::Triangle_3 solid(const Triangle& t) const { return {at(t[0]), at(t[1]), at(t[2])}; }
  const TriangleMesh& mesh_;
  std::vector<Vec3> normals_;
};

struct Bounds {
  std::array<float, 3> low, high;  ///< rounded outward
  bool meets(const Bounds& other) const {
    for (int a = 0; a < 3; ++a)
      if (low[a] > other.high[a] || high[a] < other.low[a]) return false;
    return true;
  }
};

/// A step outward that is at least the float's own.
float outward(float value) { return std::abs(value) * 1.3e-7f + 1e-30f; }

Bounds boundsOf(const TriangleMesh& mesh, const Triangle& t) {
  Bounds bounds{};
  for (int a = 0; a < 3; ++a) {
    const double p = mesh.vertices[t[0]][a], q = mesh.vertices[t[1]][a], r = mesh.vertices[t[2]][a];
    const auto low = float(std::min({p, q, r})), high = float(std::max({p, q, r}));
    bounds.low[a] = low - outward(low);
    bounds.high[a] = high + outward(high);
  }
  return bounds;
}

/// Triangles by the cells of a grid that they reach into: those that might meet share a bucket.
/// Each pair is looked at in one bucket only.
class Buckets {
 public:
  Buckets(const std::vector<Bounds>& bounds, double cellMm)
      : bounds_(bounds),
        cellsPerMm_(1 / cellMm),
        mask_(std::bit_ceil(2 * bounds.size() + 16) - 1),
        first_(mask_ + 2) {
    Bounds all = bounds.empty() ? Bounds{} : bounds.front();
    for (const Bounds& b : bounds)
      for (int a = 0; a < 3; ++a) {
        all.low[a] = std::min(all.low[a], b.low[a]);
        all.high[a] = std::max(all.high[a], b.high[a]);
      }
    low_ = all.low;
    for (int a = 0; a < 3; ++a)
      stride_[a] = a == 0 ? 1 : stride_[a - 1] * (1 + cellOf(all.high[a - 1], a - 1));
    std::vector<std::uint32_t> last(mask_ + 1, none);
    for (std::uint32_t t = 0; t < bounds.size(); ++t)
      overCells(t, last, [&](std::size_t bucket) { ++first_[bucket + 1]; });
    for (std::size_t b = 1; b < first_.size(); ++b) first_[b] += first_[b - 1];
    members_.resize(first_.back());
    auto next = first_;
    std::fill(last.begin(), last.end(), none);
    for (std::uint32_t t = 0; t < bounds.size(); ++t)
      overCells(t, last, [&](std::size_t bucket) { members_[next[bucket]++] = t; });
  }

  std::size_t count() const { return mask_ + 1; }

  template <class Visit>
  void pairs(std::size_t bucket, Visit&& visit) const {
    for (auto i = first_[bucket]; i < first_[bucket + 1]; ++i)
      for (auto j = i + 1; j < first_[bucket + 1]; ++j) {
        const Bounds &a = bounds_[members_[i]], &b = bounds_[members_[j]];
        if (!a.meets(b)) continue;
        const std::array<int, 3> cell{cellOf(std::max(a.low[0], b.low[0]), 0),
                                      cellOf(std::max(a.low[1], b.low[1]), 1),
                                      cellOf(std::max(a.low[2], b.low[2]), 2)};
        if (bucketOf(cell) == bucket) visit(members_[i], members_[j]);
      }
  }

 private:
  static constexpr std::uint32_t none = 0xffffffff;
  int cellOf(float coordinate, int axis) const {
    return int((double(coordinate) - low_[axis]) * cellsPerMm_);
  }
  std::size_t bucketOf(const std::array<int, 3>& cell) const {
    // Neighbors in the mesh are neighbors in memory; far cells of a large grid share buckets.
    std::int64_t index = 0;
    for (int a = 0; a < 3; ++a) index += cell[a] * stride_[a];
    return std::size_t(index) & mask_;
  }
  /// Every bucket once, also where two cells of the triangle fall into the same.
  template <class Visit>
  void overCells(std::uint32_t t, std::vector<std::uint32_t>& last, Visit&& visit) const {
    const Bounds& b = bounds_[t];
    std::array<int, 3> low, high;
    for (int a = 0; a < 3; ++a) {
      low[a] = cellOf(b.low[a], a);
      high[a] = cellOf(b.high[a], a);
    }
    for (int k = low[2]; k <= high[2]; ++k)
      for (int j = low[1]; j <= high[1]; ++j)
        for (int i = low[0]; i <= high[0]; ++i) {
          const std::size_t bucket = bucketOf({i, j, k});
          if (last[bucket] == t) continue;
          last[bucket] = t;
          visit(bucket);
        }
  }

  const std::vector<Bounds>& bounds_;
  double cellsPerMm_;
  std::array<float, 3> low_{};  ///< of all
  std::size_t mask_;
  std::array<std::int64_t, 3> stride_{};
  std::vector<std::uint32_t> first_, members_;
};

double extentOf(const Bounds& b) {
  double extent = 0;
  for (int a = 0; a < 3; ++a) extent = std::max(extent, double(b.high[a]) - b.low[a]);
  return extent;
}

/// Triangles of a mesh with their bounds.
struct Bounded {
  std::vector<std::uint32_t> ids;
  std::vector<Bounds> bounds;
  void add(std::uint32_t id, const Bounds& of) {
    ids.push_back(id);
    bounds.push_back(of);
  }
};

/// A grid suits triangles of about the same size; the few large ones are searched otherwise.
struct BySize {
  Bounded small, large;
  double cellMm = 1;
  std::size_t degenerate = 0;  ///< triangles, left out
};

BySize bySize(const TriangleMesh& mesh, const Meeting& meet) {
  std::vector<Bounds> bounds(mesh.triangles.size());
  std::vector<std::uint8_t> sound(mesh.triangles.size());
  parallelFor(int(bounds.size()), [&](int begin, int end) {
    for (int t = begin; t < end; ++t) {
      bounds[t] = boundsOf(mesh, mesh.triangles[t]);
      sound[t] = !meet.isDegenerate(mesh.triangles[t]);
    }
  });
  BySize sorted;
  std::size_t count = 0;
  double sum = 0, farthest = 0;
  for (std::size_t t = 0; t < bounds.size(); ++t) {
    if (!sound[t]) continue;
    ++count;
    sum += extentOf(bounds[t]);
    for (int a = 0; a < 3; ++a)
      farthest = std::max({farthest, -double(bounds[t].low[a]), double(bounds[t].high[a])});
  }
  sorted.degenerate = bounds.size() - count;
  if (count == 0) return sorted;
  // No more than a million cells along an axis, so that their numbers stay integers.
  sorted.cellMm = std::max({1e-3, 2.0 * sum / double(count), farthest / 1e6});
  sorted.small.ids.reserve(count);
  sorted.small.bounds.reserve(count);
  for (std::uint32_t t = 0; t < bounds.size(); ++t)
    if (sound[t])
      (extentOf(bounds[t]) > 6 * sorted.cellMm ? sorted.large : sorted.small).add(t, bounds[t]);
  return sorted;
}

using Boxed = CGAL::Box_intersection_d::Box_with_info_d<float, 3, std::uint32_t>;

std::vector<Boxed> boxed(const Bounded& triangles, int begin, int end) {
  std::vector<Boxed> boxes;
  boxes.reserve(std::size_t(end - begin));
  for (int i = begin; i < end; ++i) {
    Bounds b = triangles.bounds[i];  // CGAL wants to be able to change it
    boxes.emplace_back(b.low.data(), b.high.data(), triangles.ids[i]);
  }
  return boxes;
}

}  // namespace

SelfIntersections selfIntersections(const TriangleMesh& mesh) {
  SelfIntersections result;
  const Meeting meet(mesh);
  const auto [small, large, cellMm, degenerate] = bySize(mesh, meet);
  result.degenerate = degenerate;

  std::mutex together;
  const auto add = [&](const std::vector<std::uint32_t>& members) {
    const std::lock_guard lock(together);
    result.pairs += members.size() / 2;
    result.triangles.insert(result.triangles.end(), members.begin(), members.end());
  };
  const Buckets buckets(small.bounds, cellMm);
  parallelFor(int(buckets.count()), [&](int begin, int end) {
    std::vector<std::uint32_t> own;
    for (int b = begin; b < end; ++b)
      buckets.pairs(std::size_t(b), [&](std::uint32_t s, std::uint32_t t) {
        const std::uint32_t first = small.ids[s], second = small.ids[t];
        if (meet(first, second)) own.insert(own.end(), {first, second});
      });
    add(own);
  });

  const auto addMeeting = [&](const Boxed& a, const Boxed& b) {
    if (meet(a.info(), b.info())) add({a.info(), b.info()});
  };
  auto few = boxed(large, 0, int(large.ids.size()));
  CGAL::box_self_intersection_d(few.begin(), few.end(), addMeeting);
  if (!few.empty())
    parallelFor(int(small.ids.size()), [&](int begin, int end) {
      auto own = few, many = boxed(small, begin, end);
      CGAL::box_intersection_d(own.begin(), own.end(), many.begin(), many.end(), addMeeting);
    });
  std::sort(result.triangles.begin(), result.triangles.end());
  result.triangles.erase(std::unique(result.triangles.begin(), result.triangles.end()),
                         result.triangles.end());
  return result;
}

}  // namespace bregma
