#pragma once

#include <cmath>
#include <functional>
#include <numbers>

#include "planning/results.hpp"

namespace bregma::shapes {

/// A cap of a spherical shell with a wavy outline, as an implant; a closed mesh whose walls open
/// outward by `taperDeg` more than the insertion direction asks for (negative: undercut).
struct ShellImplant {
  double radius = 70;  ///< of the outer side, mm
  double length = 60, width = 45;
  double thickness = 5;
  double taperDeg = 4;
  double wave = 0.08;  ///< of the outline, as a share
  double roughMm = 0;  ///< of the walls
  int columns = 240, rings = 40, wallRows = 10;
  Vec3 outward{0.3, -0.5, 0.81};
  Vec3 apex{12, -80, 60};  ///< of the outer side, patient LPS

  Implant make() const;
  /// The rest of the sphere, closed, with a hole that leaves `gapMm` around the implant.
  TriangleMesh bone(double gapMm) const;
  Vec3 center() const { return apex - normalized(outward) * radius; }

 private:
  double outline(double angle) const {
    const double a = length / 2, b = width / 2, c = std::cos(angle), s = std::sin(angle);
    return (1 + wave * std::cos(3 * angle + 0.4)) / std::sqrt(c * c / (a * a) + s * s / (b * b));
  }
  /// Rings of `columns` places from one pole to the other.
  TriangleMesh closed(int rings, const std::function<Vec3(int, int)>& place) const;
};

inline TriangleMesh ShellImplant::closed(int count,
                                         const std::function<Vec3(int, int)>& place) const {
  const Vec3 z = normalized(outward), x = normalized(cross({0, 1, 0.2}, z)), y = cross(z, x);
  TriangleMesh mesh;
  const auto put = [&](const Vec3& p) {
    mesh.vertices.push_back(apex + x * p.x + y * p.y + z * p.z);
  };
  put(place(0, 0));
  for (int r = 1; r < count; ++r)
    for (int c = 0; c < columns; ++c) put(place(r, c));
  put(place(count, 0));
  const auto at = [&](int r, int c) { return std::uint32_t(1 + (r - 1) * columns + c % columns); };
  const auto last = std::uint32_t(mesh.vertices.size() - 1);
  for (int c = 0; c < columns; ++c) {
    mesh.triangles.push_back({0, at(1, c), at(1, c + 1)});
    for (int r = 1; r + 1 < count; ++r) {
      mesh.triangles.push_back({at(r, c), at(r + 1, c), at(r + 1, c + 1)});
      mesh.triangles.push_back({at(r, c), at(r + 1, c + 1), at(r, c + 1)});
    }
    mesh.triangles.push_back({at(count - 1, c), last, at(count - 1, c + 1)});
  }
  return mesh;
}

inline Implant ShellImplant::make() const {
  // Local coordinates, the apex of the outer side at the origin.
  const auto sphere = [&](double r, double u, double v) {
    return std::sqrt(r * r - u * u - v * v) - radius;
  };
  Implant implant;
  implant.mesh = closed(2 * rings + wallRows, [&](int ring, int column) -> Vec3 {
    const double angle = 2 * std::numbers::pi * column / columns;
    const double edge = outline(angle), c = std::cos(angle), s = std::sin(angle);
    const double in = edge - thickness * std::tan(taperDeg * std::numbers::pi / 180);
    if (ring <= rings) {
      const double r = edge * ring / rings;
      return {r * c, r * s, sphere(radius, r * c, r * s)};
    }
    const int wall = ring - rings;
    const Vec3 top{edge * c, edge * s, sphere(radius, edge * c, edge * s)};
    const Vec3 bottom{in * c, in * s, sphere(radius - thickness, in * c, in * s)};
    if (wall <= wallRows) {
      const double f = double(wall) / wallRows;
      const double bump =
          wall == wallRows ? 0 : roughMm * std::sin(7.0 * wall + 23 * angle) * std::sin(13 * angle);
      return top + (bottom - top) * f + Vec3{c, s, 0} * bump;
    }
    const double r = in * (2 * rings + wallRows - ring) / rings;
    return {r * c, r * s, sphere(radius - thickness, r * c, r * s)};
  });
  implant.insertion = -normalized(outward);
  implant.review.volumeMm3 = volumeMm3(implant.mesh);
  return implant;
}

inline TriangleMesh ShellImplant::bone(double gapMm) const {
  // From the pole opposite of the hole over the outside to the rim and back inside.
  return closed(2 * rings, [&](int ring, int column) -> Vec3 {
    // The other way around than the implant, so that the outside faces out.
    const double angle = -2 * std::numbers::pi * column / columns;
    const double tilt = taperDeg * std::numbers::pi / 180;
    const double edge = outline(angle) + gapMm / std::cos(tilt);
    const bool outside = ring < rings;
    const double r = outside ? radius : radius - thickness;
    const double rim = std::asin((outside ? edge : edge - thickness * std::tan(tilt)) / r);
    const double share = outside ? double(ring) / (rings - 1) : double(2 * rings - ring) / rings;
    const double polar = std::numbers::pi + (rim - std::numbers::pi) * share;
    return {r * std::sin(polar) * std::cos(angle), r * std::sin(polar) * std::sin(angle),
            r * std::cos(polar) - radius};
  });
}

}  // namespace bregma::shapes
