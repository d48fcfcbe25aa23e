#include "model/triangle_mesh.hpp"

#include <algorithm>
#include <limits>

namespace bregma {

namespace {
Vec3 doubledAreaNormal(const TriangleMesh& mesh, const std::array<std::uint32_t, 3>& t) {
  const Vec3& a = mesh.vertices[t[0]];
  return cross(mesh.vertices[t[1]] - a, mesh.vertices[t[2]] - a);
}
}  // namespace

double volumeMm3(const TriangleMesh& mesh) {
  if (mesh.vertices.empty()) return 0;
  const Vec3 reference = mesh.vertices.front();  // near the mesh: keeps the terms small
  double sixfold = 0;
  for (const auto& t : mesh.triangles)
    sixfold += dot(mesh.vertices[t[0]] - reference,
                   cross(mesh.vertices[t[1]] - reference, mesh.vertices[t[2]] - reference));
  return sixfold / 6;
}

double areaMm2(const TriangleMesh& mesh) {
  double doubled = 0;
  for (const auto& t : mesh.triangles) doubled += length(doubledAreaNormal(mesh, t));
  return doubled / 2;
}

Box united(const Box& a, const Box& b) {
  return {
      {std::min(a.low.x, b.low.x), std::min(a.low.y, b.low.y), std::min(a.low.z, b.low.z)},
      {std::max(a.high.x, b.high.x), std::max(a.high.y, b.high.y), std::max(a.high.z, b.high.z)}};
}

Box boundingBox(const TriangleMesh& mesh) {
  if (mesh.vertices.empty()) return {};
  Box box{mesh.vertices.front(), mesh.vertices.front()};
  for (const Vec3& v : mesh.vertices) {
    box.low = {std::min(box.low.x, v.x), std::min(box.low.y, v.y), std::min(box.low.z, v.z)};
    box.high = {std::max(box.high.x, v.x), std::max(box.high.y, v.y), std::max(box.high.z, v.z)};
  }
  return box;
}

Vec3 triangleNormal(const TriangleMesh& mesh, std::size_t triangle) {
  return normalized(doubledAreaNormal(mesh, mesh.triangles[triangle]));
}

std::vector<Vec3> vertexNormals(const TriangleMesh& mesh) {
  std::vector<Vec3> normals(mesh.vertices.size());
  for (const auto& t : mesh.triangles) {
    const Vec3 n = doubledAreaNormal(mesh, t);
    for (const auto v : t) normals[v] = normals[v] + n;
  }
  for (Vec3& n : normals) n = normalized(n);
  return normals;
}

TriangleMesh reachingInto(const TriangleMesh& mesh, const Box& box) {
  TriangleMesh part;
  std::vector<std::uint32_t> renamed(mesh.vertices.size(), 0xffffffff);
  for (const auto& t : mesh.triangles) {
    bool reaches = true;
    for (int axis = 0; axis < 3 && reaches; ++axis) {
      const double a = mesh.vertices[t[0]][axis], b = mesh.vertices[t[1]][axis],
                   c = mesh.vertices[t[2]][axis];
      reaches = std::max({a, b, c}) >= box.low[axis] && std::min({a, b, c}) <= box.high[axis];
    }
    if (!reaches) continue;
    auto corners = t;
    for (auto& v : corners) {
      if (renamed[v] == 0xffffffff) {
        renamed[v] = std::uint32_t(part.vertices.size());
        part.vertices.push_back(mesh.vertices[v]);
      }
      v = renamed[v];
    }
    part.triangles.push_back(corners);
  }
  return part;
}

void append(TriangleMesh& all, const TriangleMesh& more) {
  const auto first = std::uint32_t(all.vertices.size());
  all.vertices.insert(all.vertices.end(), more.vertices.begin(), more.vertices.end());
  for (const auto& t : more.triangles)
    all.triangles.push_back({t[0] + first, t[1] + first, t[2] + first});
}

}  // namespace bregma
