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
  return out;
}

/// The cell of a vertex; the octant of the normal keeps the two sides of a thin wall apart.
std::uint64_t cellOf(const std::array<float, 3>& p, const std::array<float, 3>& n,
                     const std::array<float, 3>& low, float cell) {
  std::uint64_t key = 0;
  for (int a = 0; a < 3; ++a) key = key << 20 | (std::uint64_t((p[a] - low[a]) / cell) & 0xFFFFF);
  for (int a = 0; a < 3; ++a) key = key << 1 | std::uint64_t(n[a] < 0);
  return key;
}

/// Merges the vertices of a cell into their mean.
ShadedTriangles clustered(const ShadedTriangles& mesh, float cell) {
  std::array<float, 3> low = mesh.points.front();
  for (const auto& p : mesh.points)
    for (int a = 0; a < 3; ++a) low[a] = std::min(low[a], p[a]);

  struct Keyed {
    std::uint64_t key;
    std::uint32_t vertex;
  };
  std::vector<Keyed> order(mesh.points.size());
  for (std::uint32_t v = 0; v < order.size(); ++v)
    order[v] = {cellOf(mesh.points[v], mesh.normals[v], low, cell), v};
  std::sort(order.begin(), order.end(), [](const Keyed& a, const Keyed& b) {
    return a.key != b.key ? a.key < b.key : a.vertex < b.vertex;
  });

  ShadedTriangles out;
  std::vector<std::uint32_t> merged(mesh.points.size());
  for (std::size_t from = 0, to; from < order.size(); from = to) {
    std::array<float, 3> point{}, normal{};
    for (to = from; to < order.size() && order[to].key == order[from].key; ++to) {
      const std::uint32_t v = order[to].vertex;
      merged[v] = std::uint32_t(out.points.size());
      for (int a = 0; a < 3; ++a) {
        point[a] += mesh.points[v][a];
        normal[a] += mesh.normals[v][a];
      }
    }
    const float size = std::hypot(normal[0], normal[1], normal[2]);
    for (int a = 0; a < 3; ++a) {
      point[a] /= float(to - from);
      normal[a] = size > 0 ? normal[a] / size : float(a == 2);
    }
    out.points.push_back(point);
    out.normals.push_back(normal);
  }
  for (const auto& t : mesh.triangles) {
    const std::array<std::uint32_t, 3> m{merged[t[0]], merged[t[1]], merged[t[2]]};
    if (m[0] != m[1] && m[1] != m[2] && m[2] != m[0]) out.triangles.push_back(m);
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
  // A cell of a smooth surface ends up with about 3.5 triangles (the octants add some).
  double cell = std::sqrt(3.5 * areaOf(mesh) / double(budget));
  ShadedTriangles out = clustered(mesh, float(cell));
  for (int again = 0; again < 4 && out.triangles.size() > budget; ++again) {
    cell *= 1.05 * std::sqrt(double(out.triangles.size()) / double(budget));
    out = clustered(mesh, float(cell));
  }
  return out;
}

}  // namespace

std::shared_ptr<const DisplayMesh> makeDisplayMesh(const TriangleMesh& mesh,
                                                   const DisplaySettings& settings) {
  auto out = std::make_shared<DisplayMesh>();
  if (mesh.empty()) return out;
  const ShadedTriangles whole = shaded(mesh, vertexNormals(mesh));
  out->fine = lightened(whole, settings.fineTriangles);
  if (out->fine.triangles.size() > 2 * settings.coarseTriangles)
    out->coarse = lightened(out->fine, settings.coarseTriangles);
  return out;
}

}  // namespace bregma
