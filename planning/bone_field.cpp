#include "planning/bone_field.hpp"

#include <cstring>

#include "model/parallel.hpp"

namespace bregma {

namespace {

constexpr int leastCube = BoneField::leastCube, largestCube = 8 * leastCube;
static_assert(leastCube == sizeof(std::uint32_t));

// Which cubes a row of voxels puts bone into, added to `bony`; what lies in a cube depends on the
// next voxel too.
void addRow(const std::uint8_t* row, int size, std::vector<std::uint32_t>& bony) {
  const std::size_t whole = std::size_t(size - 1) / leastCube;  // with a voxel behind them
  for (std::size_t c = 0; c < whole; ++c) {
    std::uint32_t voxels;
    std::memcpy(&voxels, row + c * leastCube, leastCube);
    bony[c] |= voxels | row[(c + 1) * leastCube];
  }
  for (int i = int(whole) * leastCube; i < size; ++i) bony[whole] |= row[i];
}

// Cubes of twice the edge, where all eight parts of one are empty.
void join(std::vector<std::uint8_t>& emptyCubes, const std::array<int, 3>& cubes, int edge) {
  const int half = edge / leastCube, whole = 2 * half;
  const auto at = [&](int i, int j, int k) {
    return (std::size_t(k) * cubes[1] + j) * cubes[0] + i;
  };
  parallelFor(cubes[2] / whole, [&](int first, int last) {
    for (int k = first * whole; k < last * whole; k += whole)
      for (int j = 0; j + whole <= cubes[1]; j += whole)
        for (int i = 0; i + whole <= cubes[0]; i += whole) {
          bool empty = true;
          for (int part = 0; part < 8 && empty; ++part)
            empty = emptyCubes[at(i + (part & 1) * half, j + (part >> 1 & 1) * half,
                                  k + (part >> 2) * half)] == edge;
          if (!empty) continue;
          for (int z = k; z < k + whole; ++z)
            for (int y = j; y < j + whole; ++y)
              std::fill_n(emptyCubes.begin() + std::ptrdiff_t(at(i, y, z)), whole, 2 * edge);
        }
  });
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
  for (int axis = 0; axis < 3; ++axis) cubes_[axis] = (size[axis] + leastCube - 1) / leastCube;
  emptyCubes_.resize(std::size_t(cubes_[0]) * cubes_[1] * cubes_[2]);
  parallelFor(cubes_[1] * cubes_[2], [&](int first, int last) {
    std::vector<std::uint32_t> bony(std::size_t(cubes_[0]), 0);
    for (int line = first; line < last; ++line) {
      const int j0 = line % cubes_[1] * leastCube, k0 = line / cubes_[1] * leastCube;
      std::ranges::fill(bony, 0);
      for (int k = k0; k <= std::min(k0 + leastCube, size[2] - 1); ++k)
        for (int j = j0; j <= std::min(j0 + leastCube, size[1] - 1); ++j)
          addRow(mask_ + geometry_.index(0, j, k), size[0], bony);
      for (std::size_t c = 0; c < bony.size(); ++c)
        emptyCubes_[std::size_t(line) * bony.size() + c] = bony[c] ? 0 : leastCube;
    }
  });
  for (int edge = leastCube; edge < largestCube; edge *= 2) join(emptyCubes_, cubes_, edge);
}

}  // namespace bregma
