#pragma once

#include <array>
#include <cmath>

namespace bregma {

/// A point or a direction in mm, patient LPS unless a name says otherwise.
struct Vec3 {
  double x = 0, y = 0, z = 0;
  bool operator==(const Vec3&) const = default;
  double operator[](int axis) const { return axis == 0 ? x : axis == 1 ? y : z; }
};

inline Vec3 operator+(const Vec3& a, const Vec3& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline Vec3 operator-(const Vec3& a, const Vec3& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline Vec3 operator-(const Vec3& a) { return {-a.x, -a.y, -a.z}; }
inline Vec3 operator*(const Vec3& a, double s) { return {a.x * s, a.y * s, a.z * s}; }
inline Vec3 operator*(double s, const Vec3& a) { return a * s; }
inline Vec3 operator/(const Vec3& a, double s) { return {a.x / s, a.y / s, a.z / s}; }
inline double dot(const Vec3& a, const Vec3& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline Vec3 cross(const Vec3& a, const Vec3& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double length(const Vec3& a) { return std::sqrt(dot(a, a)); }
inline Vec3 normalized(const Vec3& a) {
  const double n = length(a);
  return n > 0 ? a / n : a;
}

/// A 3×3 matrix held by columns: `m * v` is v.x·column 0 + v.y·column 1 + v.z·column 2.
struct Mat3 {
  std::array<Vec3, 3> columns{Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}};
  bool operator==(const Mat3&) const = default;
};

inline Vec3 operator*(const Mat3& m, const Vec3& v) {
  return m.columns[0] * v.x + m.columns[1] * v.y + m.columns[2] * v.z;
}
inline Mat3 operator*(const Mat3& a, const Mat3& b) {
  return {{a * b.columns[0], a * b.columns[1], a * b.columns[2]}};
}
inline Mat3 transposed(const Mat3& m) {
  const auto& c = m.columns;
  return {
      {Vec3{c[0].x, c[1].x, c[2].x}, Vec3{c[0].y, c[1].y, c[2].y}, Vec3{c[0].z, c[1].z, c[2].z}}};
}
inline double determinant(const Mat3& m) {
  return dot(m.columns[0], cross(m.columns[1], m.columns[2]));
}
/// The inverse; `m` must not be singular.
inline Mat3 inverted(const Mat3& m) {
  const auto& c = m.columns;
  const double d = 1.0 / determinant(m);
  return transposed(Mat3{{cross(c[1], c[2]) * d, cross(c[2], c[0]) * d, cross(c[0], c[1]) * d}});
}
/// The rotation about `axis` (a unit vector) by `angleRad`, right-handed (Rodrigues).
inline Mat3 rotation(const Vec3& axis, double angleRad) {
  const double s = std::sin(angleRad), c = std::cos(angleRad);
  Mat3 m;
  for (auto& column : m.columns)
    column = column * c + cross(axis, column) * s + axis * (dot(axis, column) * (1 - c));
  return m;
}

}  // namespace bregma
