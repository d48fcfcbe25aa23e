#include "model/mesh_rounding.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "model/vertex_welder.hpp"

namespace bregma {

namespace {

constexpr double thinMm = 1e-4;
constexpr double shortMm = 0.01;  // an edge that may go where a thin triangle cannot be turned
using Triangle = std::array<std::uint32_t, 3>;

/// GCC 12 at -O3 leaves the conversion to float and back out of the tail of a loop.
double snapped(double coordinate) {
  volatile float rounded = float(coordinate);
  return rounded;
}
Vec3 snapped(const Vec3& v) { return {snapped(v.x), snapped(v.y), snapped(v.z)}; }

/// The mesh with the triangles around each vertex; triangles that are gone name a vertex twice.
class Rings {
 public:
  explicit Rings(TriangleMesh& mesh) : mesh_(mesh), first_(mesh.vertices.size() + 1) {
    for (const auto& t : mesh.triangles)
      for (const auto v : t) ++first_[v + 1];
    for (std::size_t v = 0; v + 1 < first_.size(); ++v) first_[v + 1] += first_[v];
    around_.resize(first_.back());
    auto next = first_;
    for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t)
      for (const auto v : mesh.triangles[t]) around_[next[v]++] = t;
  }

  std::vector<std::uint32_t> around(std::uint32_t v) const {
    if (const auto changed = changed_.find(v); changed != changed_.end()) return changed->second;
    return {around_.begin() + first_[v], around_.begin() + first_[v + 1]};
  }
  std::vector<std::uint32_t> neighbors(std::uint32_t v) const {
    std::vector<std::uint32_t> result;
    for (const auto t : around(v))
      for (const auto w : mesh_.triangles[t])
        if (w != v) result.push_back(w);
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
  }
  /// The triangles at the edge of a and b.
  std::vector<std::uint32_t> atEdge(std::uint32_t a, std::uint32_t b) const {
    std::vector<std::uint32_t> result;
    for (const auto t : around(a))
      if (has(t, b)) result.push_back(t);
    return result;
  }
  void remove(std::uint32_t triangle) {
    for (const auto v : mesh_.triangles[triangle]) detach(v, triangle);
    mesh_.triangles[triangle] = {};
  }
  void replace(std::uint32_t triangle, const Triangle& by) {
    for (const auto v : mesh_.triangles[triangle]) detach(v, triangle);
    mesh_.triangles[triangle] = by;
    for (const auto v : by) {
      auto ring = around(v);
      ring.push_back(triangle);
      changed_[v] = std::move(ring);
    }
  }

 private:
  bool has(std::uint32_t t, std::uint32_t v) const {
    const auto& corners = mesh_.triangles[t];
    return corners[0] == v || corners[1] == v || corners[2] == v;
  }
  void detach(std::uint32_t v, std::uint32_t triangle) {
    auto ring = around(v);
    std::erase(ring, triangle);
    changed_[v] = std::move(ring);
  }

  TriangleMesh& mesh_;
  std::vector<std::uint32_t> first_, around_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> changed_;
};

bool isGone(const Triangle& t) { return t[0] == t[1] || t[1] == t[2] || t[2] == t[0]; }

struct Thinness {
  double height = 0, shortest = 0;
  int shortestEdge = 0, longestEdge = 0;  ///< from corner e to corner e + 1
};

Thinness thinness(const TriangleMesh& mesh, const Triangle& t) {
  double edges[3];
  for (int e = 0; e < 3; ++e)
    edges[e] = length(mesh.vertices[t[(e + 1) % 3]] - mesh.vertices[t[e]]);
  Thinness result;
  result.shortestEdge = int(std::min_element(edges, edges + 3) - edges);
  result.longestEdge = int(std::max_element(edges, edges + 3) - edges);
  result.shortest = edges[result.shortestEdge];
  const Vec3 n =
      cross(mesh.vertices[t[1]] - mesh.vertices[t[0]], mesh.vertices[t[2]] - mesh.vertices[t[0]]);
  const double longest = edges[result.longestEdge];
  result.height = longest > 0 ? length(n) / longest : 0;
  return result;
}

/// Whether moving `from` onto `to` turns over none of the triangles that stay.
bool keepsSides(const TriangleMesh& mesh, const Rings& rings, std::uint32_t from,
                std::uint32_t to) {
  for (const auto t : rings.around(from)) {
    Triangle corners = mesh.triangles[t];
    if (std::find(corners.begin(), corners.end(), to) != corners.end()) continue;
    const auto normal = [&] {
      return cross(mesh.vertices[corners[1]] - mesh.vertices[corners[0]],
                   mesh.vertices[corners[2]] - mesh.vertices[corners[0]]);
    };
    const Vec3 before = normal();
    const bool wasThin = thinness(mesh, corners).height < thinMm;
    std::replace(corners.begin(), corners.end(), from, to);
    if (!wasThin && dot(before, normal()) <= 0) return false;
  }
  return true;
}

/// Merges `from` into `to` when the surface stays a 2-manifold (the link condition).
bool collapse(TriangleMesh& mesh, Rings& rings, std::uint32_t from, std::uint32_t to) {
  const auto removed = rings.atEdge(from, to);
  if (removed.size() != 2) return false;
  const auto a = rings.neighbors(from), b = rings.neighbors(to);
  std::vector<std::uint32_t> shared;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
  if (shared.size() != 2 || !keepsSides(mesh, rings, from, to)) return false;
  for (const auto v : shared)
    if (rings.around(v).size() <= 3) return false;  // would leave a doubled triangle
  for (const auto t : removed) rings.remove(t);
  for (const auto t : rings.around(from)) {
    Triangle corners = mesh.triangles[t];
    std::replace(corners.begin(), corners.end(), from, to);
    rings.replace(t, corners);
  }
  return true;
}

/// Turns the longest edge of a cap, so that the triangle and its neighbor both gain height.
bool flip(TriangleMesh& mesh, Rings& rings, std::uint32_t cap, int edge) {
  const Triangle t = mesh.triangles[cap];
  const std::uint32_t a = t[edge], b = t[(edge + 1) % 3], tip = t[(edge + 2) % 3];
  const auto both = rings.atEdge(a, b);
  if (both.size() != 2) return false;
  const auto other = both[0] == cap ? both[1] : both[0];
  std::uint32_t far = tip;
  for (const auto v : mesh.triangles[other])
    if (v != a && v != b) far = v;
  if (far == tip || !rings.atEdge(tip, far).empty()) return false;
  const Triangle first{a, far, tip}, second{far, b, tip};
  const double before = thinness(mesh, mesh.triangles[cap]).height;
  if (std::min(thinness(mesh, first).height, thinness(mesh, second).height) <= before) return false;
  rings.replace(cap, first);
  rings.replace(other, second);
  return true;
}

bool mend(TriangleMesh& mesh, Rings& rings, std::uint32_t triangle) {
  const Triangle t = mesh.triangles[triangle];
  const Thinness thin = thinness(mesh, t);
  if (thin.shortest >= thinMm && flip(mesh, rings, triangle, thin.longestEdge)) return true;
  if (thin.shortest >= shortMm) return false;
  const auto a = t[thin.shortestEdge], b = t[(thin.shortestEdge + 1) % 3];
  return collapse(mesh, rings, a, b) || collapse(mesh, rings, b, a);
}

void removeThin(TriangleMesh& mesh) {
  std::vector<std::uint32_t> thin;
  for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t)
    if (thinness(mesh, mesh.triangles[t]).height < thinMm) thin.push_back(t);
  if (thin.empty()) return;
  Rings rings(mesh);
  for (int pass = 0; pass < 10 && !thin.empty(); ++pass) {
    std::vector<std::uint32_t> left;
    bool changed = false;
    for (const auto t : thin) {
      if (isGone(mesh.triangles[t]) || thinness(mesh, mesh.triangles[t]).height >= thinMm) continue;
      const Triangle corners = mesh.triangles[t];
      changed |= mend(mesh, rings, t);
      for (const auto v : corners)
        for (const auto near : rings.around(v))
          if (thinness(mesh, mesh.triangles[near]).height < thinMm) left.push_back(near);
    }
    std::sort(left.begin(), left.end());
    left.erase(std::unique(left.begin(), left.end()), left.end());
    thin = std::move(left);
    if (!changed) break;
  }
}

void dropUnused(TriangleMesh& mesh) {
  std::erase_if(mesh.triangles, isGone);
  std::vector<std::uint32_t> renamed(mesh.vertices.size(), 0xffffffff);
  for (const auto& t : mesh.triangles)
    for (const auto v : t) renamed[v] = 0;
  std::uint32_t used = 0;
  for (std::uint32_t v = 0; v < mesh.vertices.size(); ++v)
    if (renamed[v] == 0) {
      mesh.vertices[used] = mesh.vertices[v];
      renamed[v] = used++;
    }
  mesh.vertices.resize(used);
  for (auto& t : mesh.triangles)
    for (auto& v : t) v = renamed[v];
}

/// A reader of the file cannot tell two vertices at one place apart.
void drawApart(TriangleMesh& mesh) {
  VertexWelder places(mesh.vertices.size());
  std::vector<std::uint32_t> doubled;
  const auto seen = [&](const Vec3& p) {
    const std::size_t before = places.vertices().size();
    places.indexOf({float(p.x), float(p.y), float(p.z)});
    return places.vertices().size() == before;
  };
  for (std::uint32_t v = 0; v < mesh.vertices.size(); ++v)
    if (seen(mesh.vertices[v])) doubled.push_back(v);
  if (doubled.empty()) return;
  const Rings rings(mesh);
  for (const auto v : doubled) {
    Vec3 middle;
    const auto ring = rings.neighbors(v);
    for (const auto w : ring) middle = middle + mesh.vertices[w] / double(ring.size());
    const Vec3 toward = normalized(middle - mesh.vertices[v]);
    const Vec3 from = mesh.vertices[v];
    for (double step = 5e-4; step < 5e-3; step *= 1.5) {
      mesh.vertices[v] = snapped(from + toward * step);
      if (!seen(mesh.vertices[v])) break;
    }
  }
}

}  // namespace

TriangleMesh roundedToFloat(const TriangleMesh& mesh) {
  TriangleMesh result = mesh;
  for (Vec3& v : result.vertices) v = snapped(v);
  std::erase_if(result.triangles, isGone);
  removeThin(result);
  dropUnused(result);
  drawApart(result);
  return result;
}

}  // namespace bregma
