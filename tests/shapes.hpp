#pragma once

#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

#include "model/triangle_mesh.hpp"

/// Closed meshes whose answers are formulas; mm.
namespace bregma::shapes {

inline TriangleMesh box(const Vec3& low, const Vec3& high) {
  TriangleMesh mesh;
  for (int i = 0; i < 8; ++i)
    mesh.vertices.push_back(
        {i & 1 ? high.x : low.x, i & 2 ? high.y : low.y, i & 4 ? high.z : low.z});
  mesh.triangles = {{0, 2, 3}, {0, 3, 1}, {4, 5, 7}, {4, 7, 6}, {0, 1, 5}, {0, 5, 4},
                    {2, 6, 7}, {2, 7, 3}, {0, 4, 6}, {0, 6, 2}, {1, 3, 7}, {1, 7, 5}};
  return mesh;
}

/// Rings of latitude between two poles.
inline TriangleMesh ball(const Vec3& center, double radius, int rings) {
  TriangleMesh mesh;
  const int columns = 2 * rings;
  const auto point = [&](double polar, double azimuth) {
    return center + Vec3{std::sin(polar) * std::cos(azimuth), std::sin(polar) * std::sin(azimuth),
                         std::cos(polar)} *
                        radius;
  };
  mesh.vertices.push_back(point(0, 0));
  for (int r = 1; r < rings; ++r)
    for (int c = 0; c < columns; ++c)
      mesh.vertices.push_back(
          point(std::numbers::pi * r / rings, 2 * std::numbers::pi * c / columns));
  mesh.vertices.push_back(point(std::numbers::pi, 0));
  const auto at = [&](int r, int c) { return std::uint32_t(1 + (r - 1) * columns + c % columns); };
  const auto last = std::uint32_t(mesh.vertices.size() - 1);
  for (int c = 0; c < columns; ++c) {
    mesh.triangles.push_back({0, at(1, c), at(1, c + 1)});
    for (int r = 1; r + 1 < rings; ++r) {
      mesh.triangles.push_back({at(r, c), at(r + 1, c), at(r + 1, c + 1)});
      mesh.triangles.push_back({at(r, c), at(r + 1, c + 1), at(r, c + 1)});
    }
    mesh.triangles.push_back({at(rings - 1, c), last, at(rings - 1, c + 1)});
  }
  return mesh;
}

/// Both meshes in one; vertices at the same place become one.
inline TriangleMesh welded(const TriangleMesh& a, const TriangleMesh& b) {
  TriangleMesh both;
  std::map<std::array<double, 3>, std::uint32_t> places;
  for (const TriangleMesh* mesh : {&a, &b})
    for (auto t : mesh->triangles) {
      for (auto& v : t) {
        const Vec3& p = mesh->vertices[v];
        const auto [place, fresh] =
            places.try_emplace({p.x, p.y, p.z}, std::uint32_t(both.vertices.size()));
        if (fresh) both.vertices.push_back(p);
        v = place->second;
      }
      both.triangles.push_back(t);
    }
  return both;
}

inline TriangleMesh moved(TriangleMesh mesh, const Vec3& by) {
  for (Vec3& v : mesh.vertices) v = v + by;
  return mesh;
}

}  // namespace bregma::shapes
