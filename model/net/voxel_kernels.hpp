#pragma once

#include <cstddef>

namespace bregma {

/// The eight channels of one voxel; layers with fewer leave the rest zero.
struct alignas(32) Cell {
  float v[8];
};

/// A grid with a border of zeros around it, as wide as the farthest tap of a kernel reaches.
struct PaddedGrid {
  int nx, ny, nz, border;

  constexpr std::ptrdiff_t stepY() const { return nx + 2 * border; }
  constexpr std::ptrdiff_t stepZ() const { return stepY() * (ny + 2 * border); }
  constexpr std::size_t count() const { return std::size_t(stepZ()) * (nz + 2 * border); }
  constexpr std::ptrdiff_t index(int x, int y, int z) const {
    return (z + border) * stepZ() + (y + border) * stepY() + x + border;
  }
};

/// The inner loops of 3×3×3 convolutions on few channels, forwards and backwards. All volumes are
/// padded and their borders zero; none is ever written to. Planes [begin, end) are worked on.
/// Weights: one Cell a tap (27, x fastest) and input channel, over output channels.
struct VoxelKernels {
  const char* name;

  /// 1 → 8 channels.
  void (*spread)(const PaddedGrid& grid, const float* in, const Cell* weights, const Cell& bias,
                 bool relu, Cell* out, int begin, int end);
  /// 8 → 8 channels with the taps `dilation` apart.
  void (*convolve)(const PaddedGrid& grid, int dilation, const Cell* in, const Cell* weights,
                   const Cell& bias, bool relu, Cell* out, int begin, int end);
  /// 8 → 1 channel.
  void (*gather)(const PaddedGrid& grid, const Cell* in, const Cell* weights, float bias,
                 float* out, int begin, int end);

  /// sums[tap] += Σ cells[voxel] · scalars[voxel + tap], total += Σ cells.
  void (*correlate)(const PaddedGrid& grid, const Cell* cells, const float* scalars, Cell* sums,
                    Cell& total, int begin, int end);
  /// sums[tap · 8 + channel of in] += Σ gradients[voxel] · in[voxel + tap], total += Σ gradients.
  void (*correlateCells)(const PaddedGrid& grid, int dilation, const Cell* gradients,
                         const Cell* in, Cell* sums, Cell& total, int begin, int end);

  /// low = the largest of the eight voxels of `fine` under each of `coarse`'s planes.
  void (*pool)(const PaddedGrid& fine, const Cell* high, const PaddedGrid& coarse, Cell* low,
               int begin, int end);
  /// sum = high + low of the voxel above, for planes of `fine`.
  void (*addAbove)(const PaddedGrid& fine, const Cell* high, const PaddedGrid& coarse,
                   const Cell* low, Cell* sum, int begin, int end);
  /// gradient of `low` in addAbove, where `low` (after ReLU) is positive.
  void (*sumBelow)(const PaddedGrid& fine, const Cell* gradients, const PaddedGrid& coarse,
                   const Cell* low, Cell* out, int begin, int end);
  /// gradient of `high` before ReLU and pool: its own so far plus that of the pooled voxel, which
  /// goes to the first of the largest. For planes of `coarse`; in place is allowed.
  void (*unpool)(const PaddedGrid& fine, const Cell* gradients, const Cell* high,
                 const PaddedGrid& coarse, const Cell* low, const Cell* lowGradients, Cell* out,
                 int begin, int end);
};

/// The fastest that this processor can run.
const VoxelKernels& voxelKernels();
/// Without any instruction set of its own: every processor runs it, at a third of the speed.
const VoxelKernels& portableVoxelKernels();

}  // namespace bregma
