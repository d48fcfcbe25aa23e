// The kernels' bodies. Included by one source file for each instruction set; nothing of the
// standard library may be called, or the linker could pick this file's copy for all.

#include "model/net/float8.hpp"
#include "model/net/voxel_kernels.hpp"

namespace bregma {

namespace {

using namespace float8;

// Voxels of a row that are kept in registers together: divides the rows of all grids.
constexpr int block = 14;

#if defined(__clang__)
#define BREGMA_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define BREGMA_UNROLL _Pragma("GCC unroll 16")
#else
#define BREGMA_UNROLL
#endif

BREGMA_INLINE Float8 load(const Cell& cell) { return float8::load(cell.v); }
BREGMA_INLINE void store(Cell& cell, Float8 v) { float8::store(cell.v, v); }

// Where each tap of a kernel lies, in voxels.
struct Taps {
  std::ptrdiff_t at[27];
};
BREGMA_INLINE Taps tapsOf(const PaddedGrid& g, int dilation) {
  Taps taps;
  for (int t = 0; t < 27; ++t)
    taps.at[t] = ((t / 9 - 1) * g.stepZ() + (t / 3 % 3 - 1) * g.stepY() + t % 3 - 1) * dilation;
  return taps;
}

void spread(const PaddedGrid& g, const float* in, const Cell* weights, const Cell& bias, bool relu,
            Cell* out, int begin, int end) {
  const Taps taps = tapsOf(g, 1);
  for (int z = begin; z < end; ++z)
    for (int y = 0; y < g.ny; ++y)
      for (int x = 0; x < g.nx; x += block) {
        const std::ptrdiff_t at = g.index(x, y, z);
        Float8 sum[block];
        BREGMA_UNROLL for (int b = 0; b < block; ++b) sum[b] = load(bias);
        for (int tap = 0; tap < 27; ++tap) {
          const float* p = in + at + taps.at[tap];
          const Float8 w = load(weights[tap]);
          BREGMA_UNROLL for (int b = 0; b < block; ++b) sum[b] += w * p[b];
        }
        if (relu) {
          BREGMA_UNROLL for (int b = 0; b < block; ++b) sum[b] = larger(sum[b], all(0));
        }
        BREGMA_UNROLL for (int b = 0; b < block; ++b) store(out[at + b], sum[b]);
      }
}

void convolve(const PaddedGrid& g, int dilation, const Cell* in, const Cell* weights,
              const Cell& bias, bool relu, Cell* out, int begin, int end) {
  const Taps taps = tapsOf(g, dilation);
  for (int z = begin; z < end; ++z)
    for (int y = 0; y < g.ny; ++y)
      for (int x = 0; x < g.nx; x += block) {
        const std::ptrdiff_t at = g.index(x, y, z);
        Float8 sum[block];
        BREGMA_UNROLL for (int b = 0; b < block; ++b) sum[b] = load(bias);
        for (int tap = 0; tap < 27; ++tap) {
          const Cell* p = in + at + taps.at[tap];
          BREGMA_UNROLL for (int c = 0; c < 8; ++c) {
            const Float8 w = load(weights[tap * 8 + c]);
            BREGMA_UNROLL for (int b = 0; b < block; ++b) sum[b] += w * p[b].v[c];
          }
        }
        if (relu) {
          BREGMA_UNROLL for (int b = 0; b < block; ++b) sum[b] = larger(sum[b], all(0));
        }
        BREGMA_UNROLL for (int b = 0; b < block; ++b) store(out[at + b], sum[b]);
      }
}

BREGMA_INLINE float total(Float8 v) {
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

void gather(const PaddedGrid& g, const Cell* in, const Cell* weights, float bias, float* out,
            int begin, int end) {
  const Taps taps = tapsOf(g, 1);
  for (int z = begin; z < end; ++z)
    for (int y = 0; y < g.ny; ++y)
      for (int x = 0; x < g.nx; x += block) {
        const std::ptrdiff_t at = g.index(x, y, z);
        Float8 sum[block];
        BREGMA_UNROLL for (int b = 0; b < block; ++b) sum[b] = all(0);
        for (int tap = 0; tap < 27; ++tap) {
          const Cell* p = in + at + taps.at[tap];
          const Float8 w = load(weights[tap]);
          BREGMA_UNROLL for (int b = 0; b < block; ++b) sum[b] += w * load(p[b]);
        }
        BREGMA_UNROLL for (int b = 0; b < block; ++b) out[at + b] = bias + total(sum[b]);
      }
}

void correlate(const PaddedGrid& g, const Cell* cells, const float* scalars, Cell* sums,
               Cell& sumOfCells, int begin, int end) {
  Float8 sum = all(0);
  for (int z = begin; z < end; ++z)
    for (int y = 0; y < g.ny; ++y) {
      const std::ptrdiff_t at = g.index(0, y, z);
      for (int dz = 0; dz < 3; ++dz) {
        const float* p = scalars + at + (dz - 1) * g.stepZ() - 1;
        Float8 part[9];
        BREGMA_UNROLL for (int t = 0; t < 9; ++t) part[t] = all(0);
        for (int x = 0; x < g.nx; ++x) {
          const Float8 cell = load(cells[at + x]);
          BREGMA_UNROLL for (int t = 0; t < 9; ++t) part[t] +=
              cell * p[x + (t / 3 - 1) * g.stepY() + t % 3];
        }
        BREGMA_UNROLL for (int t = 0; t < 9; ++t)
            store(sums[dz * 9 + t], load(sums[dz * 9 + t]) + part[t]);
      }
      Float8 row = all(0);
      for (int x = 0; x < g.nx; ++x) row += load(cells[at + x]);
      sum += row;
    }
  store(sumOfCells, load(sumOfCells) + sum);
}

void correlateCells(const PaddedGrid& g, int dilation, const Cell* gradients, const Cell* in,
                    Cell* sums, Cell& sumOfGradients, int begin, int end) {
  const Taps taps = tapsOf(g, dilation);
  Float8 sum = all(0);
  for (int z = begin; z < end; ++z)
    for (int y = 0; y < g.ny; ++y) {
      const std::ptrdiff_t at = g.index(0, y, z);
      for (int tap = 0; tap < 27; ++tap) {
        const Cell* p = in + at + taps.at[tap];
        Float8 part[8];
        BREGMA_UNROLL for (int c = 0; c < 8; ++c) part[c] = all(0);
        for (int x = 0; x < g.nx; ++x) {
          const Float8 gradient = load(gradients[at + x]);
          BREGMA_UNROLL for (int c = 0; c < 8; ++c) part[c] += gradient * p[x].v[c];
        }
        BREGMA_UNROLL for (int c = 0; c < 8; ++c)
            store(sums[tap * 8 + c], load(sums[tap * 8 + c]) + part[c]);
      }
      Float8 row = all(0);
      for (int x = 0; x < g.nx; ++x) row += load(gradients[at + x]);
      sum += row;
    }
  store(sumOfGradients, load(sumOfGradients) + sum);
}

// The eight voxels under a coarse one, x fastest.
BREGMA_INLINE std::ptrdiff_t below(const PaddedGrid& fine, int child) {
  return (child / 4) * fine.stepZ() + (child / 2 % 2) * fine.stepY() + child % 2;
}

void pool(const PaddedGrid& fine, const Cell* high, const PaddedGrid& coarse, Cell* low, int begin,
          int end) {
  for (int z = begin; z < end; ++z)
    for (int y = 0; y < coarse.ny; ++y)
      for (int x = 0; x < coarse.nx; ++x) {
        const Cell* p = high + fine.index(2 * x, 2 * y, 2 * z);
        Float8 most = load(p[0]);
        BREGMA_UNROLL for (int c = 1; c < 8; ++c) most = larger(most, load(p[below(fine, c)]));
        store(low[coarse.index(x, y, z)], most);
      }
}

void addAbove(const PaddedGrid& fine, const Cell* high, const PaddedGrid& coarse, const Cell* low,
              Cell* sum, int begin, int end) {
  for (int z = begin; z < end; ++z)
    for (int y = 0; y < fine.ny; ++y) {
      const std::ptrdiff_t at = fine.index(0, y, z);
      const Cell* above = low + coarse.index(0, y / 2, z / 2);
      for (int x = 0; x < coarse.nx; ++x) {
        const Float8 a = load(above[x]);
        store(sum[at + 2 * x], load(high[at + 2 * x]) + a);
        store(sum[at + 2 * x + 1], load(high[at + 2 * x + 1]) + a);
      }
    }
}

void sumBelow(const PaddedGrid& fine, const Cell* gradients, const PaddedGrid& coarse,
              const Cell* low, Cell* out, int begin, int end) {
  for (int z = begin; z < end; ++z)
    for (int y = 0; y < coarse.ny; ++y)
      for (int x = 0; x < coarse.nx; ++x) {
        const Cell* p = gradients + fine.index(2 * x, 2 * y, 2 * z);
        const std::ptrdiff_t at = coarse.index(x, y, z);
        Float8 sum = load(p[0]);
        BREGMA_UNROLL for (int c = 1; c < 8; ++c) sum += load(p[below(fine, c)]);
        store(out[at], where(positive(load(low[at])), sum));
      }
}

void unpool(const PaddedGrid& fine, const Cell* gradients, const Cell* high,
            const PaddedGrid& coarse, const Cell* low, const Cell* lowGradients, Cell* out,
            int begin, int end) {
  for (int z = begin; z < end; ++z)
    for (int y = 0; y < coarse.ny; ++y)
      for (int x = 0; x < coarse.nx; ++x) {
        const std::ptrdiff_t at = fine.index(2 * x, 2 * y, 2 * z), up = coarse.index(x, y, z);
        const Float8 most = load(low[up]), gradient = load(lowGradients[up]);
        Bits8 given = none();
        BREGMA_UNROLL for (int c = 0; c < 8; ++c) {
          const std::ptrdiff_t voxel = at + below(fine, c);
          const Float8 value = load(high[voxel]);
          const Bits8 largest = equal(value, most);
          const Float8 sum = load(gradients[voxel]) + where(largest & ~given, gradient);
          given = given | largest;
          store(out[voxel], where(positive(value), sum));
        }
      }
}

}  // namespace

}  // namespace bregma
