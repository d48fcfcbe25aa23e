#include "planning/mesh_check.hpp"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/box_intersection_d.h>

#include <algorithm>
#include <numeric>

namespace bregma {

namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Point = Kernel::Point_3;
using Triangle = std::array<std::uint32_t, 3>;

/// One side of an edge; the opposite side of a closed surface has `from` and `to` exchanged.
struct EdgeSide {
  std::uint32_t from, to, triangle;
  std::uint64_t edge() const {
    return std::uint64_t(std::min(from, to)) << 32 | std::max(from, to);
  }
};

class UnionFind {
 public:
  explicit UnionFind(std::size_t size) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), 0u);
  }
  std::uint32_t root(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  /// True when they were apart.
  bool join(std::uint32_t a, std::uint32_t b) {
    a = root(a), b = root(b);
    if (a == b) return false;
    parent_[std::max(a, b)] = std::min(a, b);
    return true;
  }

 private:
  std::vector<std::uint32_t> parent_;
};

std::vector<EdgeSide> sortedSides(const TriangleMesh& mesh) {
  std::vector<EdgeSide> sides;
  sides.reserve(3 * mesh.triangles.size());
  for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t)
    for (int e = 0; e < 3; ++e)
      sides.push_back({mesh.triangles[t][e], mesh.triangles[t][(e + 1) % 3], t});
  std::sort(sides.begin(), sides.end(), [](const EdgeSide& a, const EdgeSide& b) {
    return a.edge() < b.edge() || (a.edge() == b.edge() && a.triangle < b.triangle);
  });
  return sides;
}

/// Around a vertex of a 2-manifold the triangles form one fan: corners joined across edges fall
/// into as many groups as there are used vertices.
bool hasPinchedVertex(const TriangleMesh& mesh, const std::vector<EdgeSide>& sides) {
  const auto corner = [&](const EdgeSide& side, std::uint32_t vertex) {
    const Triangle& t = mesh.triangles[side.triangle];
    return std::uint32_t(3 * side.triangle + (std::find(t.begin(), t.end(), vertex) - t.begin()));
  };
  UnionFind fans(3 * mesh.triangles.size());
  std::size_t fanCount = 3 * mesh.triangles.size();
  for (std::size_t i = 0; i + 1 < sides.size(); ++i) {
    if (sides[i].edge() != sides[i + 1].edge()) continue;
    for (const auto v : {sides[i].from, sides[i].to})
      fanCount -= fans.join(corner(sides[i], v), corner(sides[i + 1], v));
  }
  std::vector<bool> used(mesh.vertices.size());
  for (const auto& t : mesh.triangles)
    for (const auto v : t) used[v] = true;
  return fanCount != std::size_t(std::count(used.begin(), used.end(), true));
}

void checkTopology(const TriangleMesh& mesh, MeshCheck& check) {
  const auto sides = sortedSides(mesh);
  check.closed = check.manifold = !mesh.empty();
  for (std::size_t begin = 0, end; begin < sides.size(); begin = end) {
    int forward = 0;
    for (end = begin; end < sides.size() && sides[end].edge() == sides[begin].edge(); ++end)
      forward += sides[end].from < sides[end].to;
    const int count = int(end - begin);
    if (count != 2 || forward != 1) check.closed = false;
    if (count > 2 || sides[begin].from == sides[begin].to) check.manifold = false;
  }
  if (check.manifold) check.manifold = !hasPinchedVertex(mesh, sides);

  UnionFind parts(mesh.vertices.size());
  for (const auto& t : mesh.triangles) {
    parts.join(t[0], t[1]);
    parts.join(t[1], t[2]);
  }
  std::vector<bool> isRoot(mesh.vertices.size());
  for (const auto& t : mesh.triangles) isRoot[parts.root(t[0])] = true;
  check.components = std::size_t(std::count(isRoot.begin(), isRoot.end(), true));
}

/// Where two triangles of one surface meet other than in the corners and edges they share.
class Meeting {
 public:
  explicit Meeting(const TriangleMesh& mesh) : mesh_(mesh) {}

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
    if (shared == 3) return true;
    if (shared == 2)  // folded flat onto each other
      return CGAL::coplanar(at(a[0]), at(a[1]), at(a[2]), at(b[2])) &&
             CGAL::coplanar_orientation(at(a[0]), at(a[1]), at(a[2]), at(b[2])) == CGAL::POSITIVE;
    if (shared == 1)
      return CGAL::do_intersect(solid(a), Kernel::Segment_3(at(b[1]), at(b[2]))) ||
             CGAL::do_intersect(solid(b), Kernel::Segment_3(at(a[1]), at(a[2])));
    return CGAL::do_intersect(solid(a), solid(b));
  }
  bool isDegenerate(const Triangle& t) const {
    return t[0] == t[1] || t[1] == t[2] || t[2] == t[0] ||
           CGAL::collinear(at(t[0]), at(t[1]), at(t[2]));
  }

 private:
  Point at(std::uint32_t v) const {
    return {mesh_.vertices[v].x, mesh_.vertices[v].y, mesh_.vertices[v].z};
  }
  Kernel::Triangle_3 solid(const Triangle& t) const { return {at(t[0]), at(t[1]), at(t[2])}; }
  const TriangleMesh& mesh_;
};

using Boxed = CGAL::Box_intersection_d::Box_with_info_d<double, 3, std::uint32_t>;

CGAL::Bbox_3 boxOf(const TriangleMesh& mesh, const Triangle& t) {
  const Vec3 &a = mesh.vertices[t[0]], &b = mesh.vertices[t[1]], &c = mesh.vertices[t[2]];
  return {std::min({a.x, b.x, c.x}), std::min({a.y, b.y, c.y}), std::min({a.z, b.z, c.z}),
          std::max({a.x, b.x, c.x}), std::max({a.y, b.y, c.y}), std::max({a.z, b.z, c.z})};
}

}  // namespace

MeshCheck checkMesh(const TriangleMesh& mesh) {
  MeshCheck check;
  check.triangles = mesh.triangles.size();
  check.volumeMm3 = volumeMm3(mesh);
  check.areaMm2 = areaMm2(mesh);
  check.outward = check.volumeMm3 > 0;
  checkTopology(mesh, check);

  const Meeting meet(mesh);
  std::vector<Boxed> boxes;
  boxes.reserve(mesh.triangles.size());
  for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t) {
    if (meet.isDegenerate(mesh.triangles[t]))
      ++check.degenerate;
    else
      boxes.emplace_back(boxOf(mesh, mesh.triangles[t]), t);
  }
  CGAL::box_self_intersection_d(boxes.begin(), boxes.end(), [&](const Boxed& a, const Boxed& b) {
    check.selfIntersections += meet(a.info(), b.info());
  });
  return check;
}

}  // namespace bregma
