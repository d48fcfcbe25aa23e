#include "viewer/display_mesh.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bregma {
namespace {

ShadedTriangles shaded(const TriangleMesh& mesh, const std::vector<Vec3>& normals) {
  ShadedTriangles out;
  out.points.reserve(mesh.vertices.size());
  out.normals.reserve(mesh.vertices.size());
  for (std::size_t v = 0; v < mesh.vertices.size(); ++v) {
    const Vec3 &p = mesh.vertices[v], &n = normals[v];
    out.points.push_back({float(p.x), float(p.y), float(p.z)});
    out.normals.push_back({float(n.x), float(n.y), float(n.z)});
  }
  out.triangles = mesh.triangles;
  out.source.resize(out.points.size());
  std::iota(out.source.begin(), out.source.end(), 0u);
  return out;
}

/// Splits vertices where the surface bends by more than 50 degrees, so that flat sides of a made
/// part look flat.
ShadedTriangles creased(const TriangleMesh& mesh) {
  constexpr double cosCrease = 0.64;
  std::vector<std::uint32_t> start(mesh.vertices.size() + 1);
  for (const auto& t : mesh.triangles)
    for (const std::uint32_t v : t) ++start[v + 1];
  std::partial_sum(start.begin(), start.end(), start.begin());
  std::vector<std::uint32_t> around(start.back()), next(start.begin(), start.end() - 1);
  std::vector<Vec3> areas(mesh.triangles.size());
  for (std::uint32_t t = 0; t < areas.size(); ++t) {
    const auto& [a, b, c] = mesh.triangles[t];
    const Vec3& p = mesh.vertices[a];
    areas[t] = cross(mesh.vertices[b] - p, mesh.vertices[c] - p);
    for (const std::uint32_t v : mesh.triangles[t]) around[next[v]++] = t;
  }

  ShadedTriangles out;
  out.triangles = mesh.triangles;
  std::vector<Vec3> sides;  // of one vertex: the summed normals of the triangles of each
  for (std::uint32_t v = 0; v < mesh.vertices.size(); ++v) {
    const auto first = std::uint32_t(out.points.size());
    const Vec3& p = mesh.vertices[v];
    sides.clear();
    for (std::uint32_t i = start[v]; i < start[v + 1]; ++i) {
      const Vec3 area = areas[around[i]];
      std::size_t s = 0;
      while (s < sides.size() && dot(sides[s], area) < cosCrease * length(sides[s]) * length(area))
        ++s;
      if (s == sides.size()) {
        sides.push_back({});
        out.points.push_back({float(p.x), float(p.y), float(p.z)});
        out.source.push_back(v);
      }
      sides[s] = sides[s] + area;
      const auto& corners = mesh.triangles[around[i]];
      const auto corner = std::find(corners.begin(), corners.end(), v) - corners.begin();
      out.triangles[around[i]][std::size_t(corner)] = first + std::uint32_t(s);
    }
    for (const Vec3& side : sides) {
      const Vec3 n = length(side) > 0 ? normalized(side) : Vec3{0, 0, 1};
      out.normals.push_back({float(n.x), float(n.y), float(n.z)});
    }
  }
  return out;
}

using Point = std::array<float, 3>;

std::uint64_t cellOf(const Point& p, const Point& low, float cell) {
  std::uint64_t key = 0;
  for (int a = 0; a < 3; ++a) key = key << 21 | (std::uint64_t((p[a] - low[a]) / cell) & 0x1FFFFF);
  return key;
}

float along(const Point& a, const Point& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

/// The vertices of one cell that face the same way.
struct Cluster {
  Point point{}, normal{};
  int count = 0;
  std::uint32_t index = 0;  ///< among the merged vertices

  void add(const ShadedTriangles& mesh, std::uint32_t vertex, ShadedTriangles& out) {
    if (count++ == 0) {
      index = std::uint32_t(out.points.size());
      out.points.emplace_back();
      out.normals.emplace_back();
      out.source.push_back(mesh.source[vertex]);
    }
    for (int a = 0; a < 3; ++a) {
      point[a] += mesh.points[vertex][a];
      normal[a] += mesh.normals[vertex][a];
    }
  }
  void finish(ShadedTriangles& out) const {
    if (count == 0) return;
    const float size = std::sqrt(along(normal, normal));
    for (int a = 0; a < 3; ++a) {
      out.points[index][a] = point[a] / float(count);
      out.normals[index][a] = size > 0 ? normal[a] / size : float(a == 2);
    }
  }
};

struct Keyed {
  std::uint64_t key;
  std::uint32_t vertex;
};

std::vector<Keyed> byCell(const ShadedTriangles& mesh, float cell) {
  Point low = mesh.points.front();
  for (const Point& p : mesh.points)
    for (int a = 0; a < 3; ++a) low[a] = std::min(low[a], p[a]);
  std::vector<Keyed> order(mesh.points.size());
  for (std::uint32_t v = 0; v < order.size(); ++v)
    order[v] = {cellOf(mesh.points[v], low, cell), v};
  std::sort(order.begin(), order.end(), [](const Keyed& a, const Keyed& b) {
    return a.key != b.key ? a.key < b.key : a.vertex < b.vertex;
  });
  return order;
}

/// A triangle that merging turned over would be lit from behind: turns it back.
void faceOutward(const ShadedTriangles& mesh, std::array<std::uint32_t, 3>& t) {
  const Point &a = mesh.points[t[0]], &b = mesh.points[t[1]], &c = mesh.points[t[2]];
  const Point u{b[0] - a[0], b[1] - a[1], b[2] - a[2]}, v{c[0] - a[0], c[1] - a[1], c[2] - a[2]};
  const Point n{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
  float facing = 0;
  for (const std::uint32_t corner : t) facing += along(n, mesh.normals[corner]);
  if (facing < 0) std::swap(t[1], t[2]);
}

/// Merges the vertices of a cell into their mean, each side of a thin wall into its own.
ShadedTriangles clustered(const ShadedTriangles& mesh, float cell) {
  const std::vector<Keyed> order = byCell(mesh, cell);
  ShadedTriangles out;
  std::vector<std::uint32_t> merged(mesh.points.size());
  for (std::size_t from = 0, to; from < order.size(); from = to) {
    const Point& reference = mesh.normals[order[from].vertex];
    std::array<Cluster, 2> sides;
    for (to = from; to < order.size() && order[to].key == order[from].key; ++to) {
      const std::uint32_t v = order[to].vertex;
      Cluster& side = sides[along(mesh.normals[v], reference) < 0];
      side.add(mesh, v, out);
      merged[v] = side.index;
    }
    for (const Cluster& side : sides) side.finish(out);
  }
  for (const auto& t : mesh.triangles) {
    std::array<std::uint32_t, 3> m{merged[t[0]], merged[t[1]], merged[t[2]]};
    if (m[0] == m[1] || m[1] == m[2] || m[2] == m[0]) continue;
    faceOutward(out, m);
    out.triangles.push_back(m);
  }
  return out;
}

double areaOf(const ShadedTriangles& mesh) {
  double area = 0;
  const auto at = [&](std::uint32_t v) {
    return Vec3{mesh.points[v][0], mesh.points[v][1], mesh.points[v][2]};
  };
  for (const auto& t : mesh.triangles)
    area += length(cross(at(t[1]) - at(t[0]), at(t[2]) - at(t[0]))) / 2;
  return area;
}

ShadedTriangles lightened(const ShadedTriangles& mesh, std::size_t budget) {
  if (mesh.triangles.size() <= budget) return mesh;
  // A cell that a smooth surface crosses ends up with about three triangles.
  double cell = std::max(1e-3, std::sqrt(3 * areaOf(mesh) / double(budget)));
  ShadedTriangles out = clustered(mesh, float(cell));
  for (int again = 0; again < 4 && out.triangles.size() > budget; ++again) {
    cell *= 1.05 * std::sqrt(double(out.triangles.size()) / double(budget));
    out = clustered(mesh, float(cell));
  }
  return out;
}

}  // namespace

std::vector<ShadedTriangles> inPieces(const ShadedTriangles& mesh, std::size_t trianglesEach) {
  constexpr std::uint32_t none = ~0u;
  std::vector<ShadedTriangles> pieces;
  std::vector<std::uint32_t> placeOf(mesh.points.size(), none);  // of a vertex in its piece
  for (std::size_t from = 0; from < mesh.triangles.size(); from += trianglesEach) {
    const std::size_t to = std::min(from + trianglesEach, mesh.triangles.size());
    ShadedTriangles& piece = pieces.emplace_back();
    std::vector<std::uint32_t> taken;
    for (std::size_t t = from; t < to; ++t) {
      auto& corners = piece.triangles.emplace_back(mesh.triangles[t]);
      for (std::uint32_t& corner : corners) {
        std::uint32_t& place = placeOf[corner];
        if (place == none) {
          place = std::uint32_t(taken.size());
          taken.push_back(corner);
        }
        corner = place;
      }
    }
    for (const std::uint32_t v : taken) {
      piece.points.push_back(mesh.points[v]);
      piece.normals.push_back(mesh.normals[v]);
      piece.source.push_back(mesh.source[v]);
      placeOf[v] = none;
    }
  }
  return pieces;
}

std::shared_ptr<const DisplayMesh> makeDisplayMesh(const TriangleMesh& mesh,
                                                   const DisplaySettings& settings) {
  auto out = std::make_shared<DisplayMesh>();
  if (mesh.empty()) return out;
  const ShadedTriangles whole = shaded(mesh, vertexNormals(mesh));
  const bool light = mesh.triangles.size() <= settings.fineTriangles;
  out->fine = light ? creased(mesh) : lightened(whole, settings.fineTriangles);
  for (const std::size_t budget : settings.coarserTriangles) {
    const ShadedTriangles& last = out->level(out->levels() - 1);
    if (last.triangles.size() <= budget + budget / 2) continue;
    // Creased vertices would not merge with those across the edge.
    auto next = lightened(light && out->coarser.empty() ? whole : last, budget);
    out->coarser.push_back(std::move(next));
  }
  return out;
}

}  // namespace bregma
