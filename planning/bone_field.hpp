#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "model/volume.hpp"

namespace bregma {

/// The bone as a continuous field in units of its threshold: positive inside, zero on the surface
/// that the grey values give, trilinear between voxels. The same surface as boneSurface().
class BoneField {
 public:
  /// 10 ms for 512×512×240.
  BoneField(const CtVolume& ct, const BinaryVolume& mask, double lowerHu);

  const Geometry& geometry() const { return geometry_; }

  /// At a continuous index; −1 beyond the voxel centers.
  float at(float x, float y, float z) const {
    if (!(x >= 0 && y >= 0 && z >= 0 && x < float(geometry_.size[0] - 1) &&
          y < float(geometry_.size[1] - 1) && z < float(geometry_.size[2] - 1)))
      return -1;
    const int i = int(x), j = int(y), k = int(z);
    const std::size_t p = geometry_.index(i, j, k);
    const std::uint8_t* m = mask_ + p;
    const int bones =
        m[0] + m[1] + m[dy_] + m[dy_ + 1] + m[dz_] + m[dz_ + 1] + m[dz_ + dy_] + m[dz_ + dy_ + 1];
    if (bones == 0) return -1;
    if (bones == 8) return 1;
    const float a = x - float(i), b = y - float(j), c = z - float(k);
    const auto row = [&](std::size_t q) { return voxel(q) * (1 - a) + voxel(q + 1) * a; };
    const float low = row(p) * (1 - b) + row(p + dy_) * b;
    const float high = row(p + dz_) * (1 - b) + row(p + dz_ + dy_) * b;
    return low * (1 - c) + high * c;
  }
  float at(const Vec3& patient) const {
    const Vec3 index = geometry_.toIndex(patient);
    return at(float(index.x), float(index.y), float(index.z));
  }

  /// Most of a scan is no bone: cubes of voxels in which the field is −1 everywhere are told, of
  /// this edge and of its doubles, aligned with the first voxel.
  static constexpr int leastCube = 4;
  /// The edge of the largest such cube about a continuous index; 0 where there is none, and beyond
  /// the voxels.
  int emptyCube(float x, float y, float z) const {
    if (!(x >= 0 && y >= 0 && z >= 0)) return 0;
    const int i = int(x) / leastCube, j = int(y) / leastCube, k = int(z) / leastCube;
    if (i >= cubes_[0] || j >= cubes_[1] || k >= cubes_[2]) return 0;
    return emptyCubes_[(std::size_t(k) * cubes_[1] + j) * cubes_[0] + i];
  }

 private:
  float voxel(std::size_t q) const {
    const float above = hu_[q] - lowerHu_;
    return mask_[q] ? std::max(above, 0.5f) : std::min(above, -0.5f);
  }

  Geometry geometry_;
  const std::int16_t* hu_;
  const std::uint8_t* mask_;
  float lowerHu_;
  std::size_t dy_, dz_;
  std::array<int, 3> cubes_;              ///< of the least edge
  std::vector<std::uint8_t> emptyCubes_;  ///< emptyCube() of each
};

}  // namespace bregma
