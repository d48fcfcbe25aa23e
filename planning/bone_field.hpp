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

  /// Most of a scan is no bone: it is told for whole blocks of voxels.
  static constexpr int blockVoxels = 8;
  /// The block of a continuous index; meaningless beyond the voxels.
  static std::array<int, 3> blockOf(float x, float y, float z) {
    return {int(x) / blockVoxels, int(y) / blockVoxels, int(z) / blockVoxels};
  }
  /// Whether the field is −1 everywhere in a block; false beyond the blocks.
  bool empty(const std::array<int, 3>& block) const {
    for (int axis = 0; axis < 3; ++axis)
      if (block[axis] < 0 || block[axis] >= blocks_[axis]) return false;
    return !bony_[(std::size_t(block[2]) * blocks_[1] + block[1]) * blocks_[0] + block[0]];
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
  std::array<int, 3> blocks_;
  std::vector<std::uint8_t> bony_;  ///< per block: some voxel that its values depend on is bone
};

}  // namespace bregma
