#include "planning/mesh_check.hpp"

#include <algorithm>
#include <atomic>

#include "model/disjoint_sets.hpp"
#include "model/parallel.hpp"
#include "planning/self_intersection.hpp"

namespace bregma {

namespace {

/// The triangles around each vertex.
class Incidence {
 public:
  explicit Incidence(const TriangleMesh& mesh) : first_(mesh.vertices.size() + 1) {
    for (const auto& t : mesh.triangles)
      for (const auto v : t) ++first_[v + 1];
    for (std::size_t v = 1; v < first_.size(); ++v) first_[v] += first_[v - 1];
    triangles_.resize(first_.back());
    auto next = first_;
    for (std::uint32_t t = 0; t < mesh.triangles.size(); ++t)
      for (const auto v : mesh.triangles[t]) triangles_[next[v]++] = t;
  }
  template <class Visit>
  void around(std::uint32_t v, Visit&& visit) const {
    for (auto i = first_[v]; i < first_[v + 1]; ++i) visit(triangles_[i]);
  }

 private:
  std::vector<std::uint32_t> first_, triangles_;
};

/// What the triangles around one vertex tell.
class Star {
 public:
  /// True when every edge of the vertex has two triangles that face the same way.
  bool closed = true;
  bool manifold = true;

  void look(const TriangleMesh& mesh, const Incidence& incidence, std::uint32_t vertex) {
    closed = manifold = true;
    edges_.clear();
    std::uint32_t fan = 0;
    incidence.around(vertex, [&](std::uint32_t t) {
      const auto& c = mesh.triangles[t];
      const int at = c[0] == vertex ? 0 : c[1] == vertex ? 1 : 2;
      const auto next = c[(at + 1) % 3], last = c[(at + 2) % 3];
      if (next == vertex || last == vertex || next == last) manifold = false;
      edges_.push_back({next, fan, 1});
      edges_.push_back({last, fan++, -1});
    });
    std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) {
      return a.to < b.to || (a.to == b.to && a.triangle < b.triangle);
    });
    // Triangles joined across edges form one fan around a vertex of a 2-manifold.
    sets_.reset(fan);
    std::uint32_t fans = fan;
    for (std::size_t begin = 0, end; begin < edges_.size(); begin = end) {
      int balance = 0;
      for (end = begin; end < edges_.size() && edges_[end].to == edges_[begin].to; ++end) {
        balance += edges_[end].turn;
        if (sets_.join(edges_[begin].triangle, edges_[end].triangle)) --fans;
      }
      if (end - begin != 2 || balance != 0) closed = false;
      if (end - begin > 2) manifold = false;
    }
    if (fans > 1) manifold = false;
  }

 private:
  struct Edge {
    std::uint32_t to, triangle;
    int turn;
  };
  std::vector<Edge> edges_;
  DisjointSets sets_;
};

void checkTopology(const TriangleMesh& mesh, MeshCheck& check) {
  const Incidence incidence(mesh);
  std::atomic<bool> open = mesh.empty(), tangled = mesh.empty();
  parallelFor(int(mesh.vertices.size()), [&](int begin, int end) {
    Star star;
    for (int v = begin; v < end; ++v) {
      star.look(mesh, incidence, std::uint32_t(v));
      if (!star.closed) open = true;
      if (!star.manifold) tangled = true;
    }
  });
  check.closed = !open;
  check.manifold = !tangled;

  DisjointSets parts(mesh.vertices.size());
  for (const auto& t : mesh.triangles) {
    parts.join(t[0], t[1]);
    parts.join(t[0], t[2]);
  }
  std::vector<bool> isRoot(mesh.vertices.size());
  for (const auto& t : mesh.triangles) isRoot[parts.root(t[0])] = true;
  check.components = std::size_t(std::count(isRoot.begin(), isRoot.end(), true));
}

}  // namespace

MeshCheck checkMesh(const TriangleMesh& mesh) {
  MeshCheck check;
  check.triangles = mesh.triangles.size();
  check.volumeMm3 = volumeMm3(mesh);
  check.areaMm2 = areaMm2(mesh);
  check.outward = check.volumeMm3 > 0;
  checkTopology(mesh, check);
  const SelfIntersections found = selfIntersections(mesh);
  check.selfIntersections = found.pairs;
  check.degenerate = found.degenerate;
  return check;
}

}  // namespace bregma
