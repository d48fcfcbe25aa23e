#pragma once

#include <array>
#include <cstddef>

namespace bregma {

/// The completion network of Wu, Yang and Chang (Scientific Reports 2022): twelve 3×3×3
/// convolutions with bias, zero padding and ReLU (the last one a sigmoid), joined by additions:
/// E1, E2, E3 each halve the grid by max-pooling; M0 to M4 each add their input to their output;
/// D1, D2, D3 double the grid by nearest neighbors and add E3, E2, E1; D4 is the answer.
struct PaperLayer {
  const char* name;
  int in, out;   ///< channels
  int dilation;  ///< distance of the kernel's taps; the publication names none but 2
  int level;     ///< of its grid: 0 is the full one

  constexpr std::size_t weightCount() const { return std::size_t(in) * out * 27; }
  constexpr std::size_t parameterCount() const { return weightCount() + std::size_t(out); }
};

inline constexpr std::array<PaperLayer, 12> paperLayers{{{"E1", 1, 8, 1, 0},
                                                         {"E2", 8, 8, 1, 1},
                                                         {"E3", 8, 4, 1, 2},
                                                         {"M0", 4, 4, 1, 3},
                                                         {"M1", 4, 4, 1, 3},
                                                         {"M2", 4, 4, 2, 3},
                                                         {"M3", 4, 4, 4, 3},
                                                         {"M4", 4, 4, 8, 3},
                                                         {"D1", 4, 4, 1, 3},
                                                         {"D2", 4, 8, 1, 2},
                                                         {"D3", 8, 8, 1, 1},
                                                         {"D4", 8, 1, 1, 0}}};

/// Three additions across the network and one around each middle layer.
inline constexpr int paperSkips = 8;

/// Voxels along x, y, z of each level's grid; volumes are x fastest.
inline constexpr std::array<std::array<int, 3>, 4> paperGrids{
    {{112, 112, 40}, {56, 56, 20}, {28, 28, 10}, {14, 14, 5}}};
inline constexpr std::size_t paperVoxels = 112 * 112 * 40;

/// Where a layer's parameters begin when all are in one row: for each layer its weights
/// [out][in][z][y][x], then its biases.
constexpr std::size_t paperOffset(std::size_t layer) {
  std::size_t offset = 0;
  for (std::size_t i = 0; i < layer; ++i) offset += paperLayers[i].parameterCount();
  return offset;
}
inline constexpr std::size_t paperParameters = paperOffset(paperLayers.size());
static_assert(paperParameters == 8269);

/// As the card calls it.
inline constexpr const char* paperArchitecture = "paper-8269";

}  // namespace bregma
