#include "ui/stroke_balls.hpp"

#include <cmath>
#include <numbers>

namespace bregma {
namespace {

constexpr std::uint32_t rings = 7, columns = 12;  // rings without the poles

void addBall(TriangleMesh& mesh, const Vec3& center, double radiusMm) {
  const auto first = std::uint32_t(mesh.vertices.size());
  mesh.vertices.push_back(center + Vec3{0, 0, radiusMm});
  for (std::uint32_t ring = 1; ring <= rings; ++ring)
    for (std::uint32_t column = 0; column < columns; ++column) {
      const double polar = std::numbers::pi * ring / (rings + 1);
      const double turn = 2 * std::numbers::pi * column / columns;
      mesh.vertices.push_back(center + Vec3{std::sin(polar) * std::cos(turn),
                                            std::sin(polar) * std::sin(turn), std::cos(polar)} *
                                           radiusMm);
    }
  mesh.vertices.push_back(center - Vec3{0, 0, radiusMm});
  const auto at = [&](std::uint32_t ring, std::uint32_t column) {
    return first + 1 + (ring - 1) * columns + column % columns;
  };
  for (std::uint32_t c = 0; c < columns; ++c) {
    mesh.triangles.push_back({first, at(1, c), at(1, c + 1)});
    for (std::uint32_t r = 1; r < rings; ++r) {
      mesh.triangles.push_back({at(r, c), at(r + 1, c), at(r + 1, c + 1)});
      mesh.triangles.push_back({at(r, c), at(r + 1, c + 1), at(r, c + 1)});
    }
    mesh.triangles.push_back({at(rings, c), first + 1 + rings * columns, at(rings, c + 1)});
  }
}

}  // namespace

TriangleMesh strokeBalls(const std::vector<Stroke>& strokes, bool add) {
  TriangleMesh mesh;
  for (const Stroke& stroke : strokes)
    if (stroke.add == add) addBall(mesh, stroke.center, stroke.radiusMm);
  return mesh;
}

}  // namespace bregma
