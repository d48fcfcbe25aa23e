#include "planning/bone_field.hpp"

#include <cstring>

#include "model/parallel.hpp"

namespace bregma {

namespace {

constexpr int blockVoxels = BoneField::blockVoxels;
static_assert(blockVoxels == sizeof(std::uint64_t));

// Which blocks of a row of voxels hold bone, added to `blocks`; a block reaches one voxel into the
// next.
void addRow(const std::uint8_t* row, int size, std::vector<std::uint64_t>& blocks) {
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const int first = int(b) * blockVoxels;
    std::uint64_t voxels = 0;
    std::memcpy(&voxels, row + first, std::size_t(std::min(blockVoxels, size - first)));
    if (first + blockVoxels < size) voxels |= row[first + blockVoxels];
    blocks[b] |= voxels;
  }
}

}  // namespace

BoneField::BoneField(const CtVolume& ct, const BinaryVolume& mask, double lowerHu)
    : geometry_(ct.geometry()),
      hu_(ct.voxels().data()),
      mask_(mask.voxels().data()),
      lowerHu_(float(lowerHu)),
      dy_(std::size_t(geometry_.size[0])),
      dz_(dy_ * geometry_.size[1]) {
  const auto& size = geometry_.size;
  for (int axis = 0; axis < 3; ++axis) blocks_[axis] = (size[axis] + blockVoxels - 1) / blockVoxels;
  bony_.resize(std::size_t(blocks_[0]) * blocks_[1] * blocks_[2]);
  parallelFor(blocks_[1] * blocks_[2], [&](int first, int last) {
    std::vector<std::uint64_t> row(blocks_[0], 0);
    for (int line = first; line < last; ++line) {
      const int j0 = line % blocks_[1] * blockVoxels, k0 = line / blocks_[1] * blockVoxels;
      std::ranges::fill(row, 0);
      for (int k = k0; k <= std::min(k0 + blockVoxels, size[2] - 1); ++k)
        for (int j = j0; j <= std::min(j0 + blockVoxels, size[1] - 1); ++j)
          addRow(mask_ + geometry_.index(0, j, k), size[0], row);
      for (std::size_t b = 0; b < row.size(); ++b)
        bony_[std::size_t(line) * row.size() + b] = row[b] != 0;
    }
  });
}

}  // namespace bregma
