#pragma once

#include <array>
#include <cstddef>

#include "model/vec3.hpp"

namespace bregma {

/// The grid of a volume: axis-aligned with patient LPS, spacing positive, mm.
struct Geometry {
  std::array<int, 3> size{};  ///< voxels along +L, +P, +S
  Vec3 spacing{1, 1, 1};
  Vec3 origin;  ///< center of voxel (0, 0, 0)
  bool operator==(const Geometry&) const = default;

  std::size_t count() const { return std::size_t(size[0]) * size[1] * size[2]; }
  std::size_t index(int i, int j, int k) const {
    return (std::size_t(k) * size[1] + j) * size[0] + i;
  }
  bool contains(int i, int j, int k) const {
    return i >= 0 && j >= 0 && k >= 0 && i < size[0] && j < size[1] && k < size[2];
  }
  /// Between the centers of the outermost voxels.
  bool contains(const Vec3& index) const {
    return index.x >= 0 && index.y >= 0 && index.z >= 0 && index.x <= size[0] - 1 &&
           index.y <= size[1] - 1 && index.z <= size[2] - 1;
  }
  Vec3 toPatient(const Vec3& index) const {
    return {origin.x + index.x * spacing.x, origin.y + index.y * spacing.y,
            origin.z + index.z * spacing.z};
  }
  Vec3 toPatient(int i, int j, int k) const {
    return toPatient(Vec3{double(i), double(j), double(k)});
  }
  /// The continuous index of a patient point.
  Vec3 toIndex(const Vec3& p) const {
    return {(p.x - origin.x) / spacing.x, (p.y - origin.y) / spacing.y,
            (p.z - origin.z) / spacing.z};
  }
};

/// A grid of any direction, as files carry it: patient = origin + steps · index (mm).
struct ObliqueGeometry {
  std::array<int, 3> size{};
  Mat3 steps;  ///< column a: the step from one voxel to the next along index axis a
  Vec3 origin;
  bool operator==(const ObliqueGeometry&) const = default;

  std::size_t count() const { return std::size_t(size[0]) * size[1] * size[2]; }
  Vec3 toPatient(const Vec3& index) const { return origin + steps * index; }
};

}  // namespace bregma
