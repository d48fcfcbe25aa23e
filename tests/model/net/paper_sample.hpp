#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "model/net/paper_layout.hpp"

namespace bregma {

/// Parameters of a network that has learned nothing, drawn as Glorot and Bengio do.
inline std::vector<float> paperParametersOf(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> out(paperParameters);
  for (std::size_t i = 0; i < paperLayers.size(); ++i) {
    const double limit = std::sqrt(6.0 / (27 * (paperLayers[i].in + paperLayers[i].out)));
    for (std::size_t p = 0; p < paperLayers[i].parameterCount(); ++p)
      out[paperOffset(i) + p] = float(limit * (2 * double(random()) / 4294967296.0 - 1));
  }
  return out;
}

/// A shell with a hole of that radius in voxels; shifted by `shift` so that two samples differ.
struct PaperSample {
  std::vector<std::uint8_t> defective = std::vector<std::uint8_t>(paperVoxels),
                            complete = defective;
  explicit PaperSample(int shift, double hole = 18) {
    std::size_t at = 0;
    for (int z = 0; z < 40; ++z)
      for (int y = 0; y < 112; ++y)
        for (int x = 0; x < 112; ++x, ++at) {
          const double r = std::hypot(x - 56.0 - shift, y - 55.0, 1.25 * (z - 4.0));
          complete[at] = r > 40 && r < 43.5;
          defective[at] = complete[at] && std::hypot(x - 80.0, y - 50.0, z - 25.0) > hole;
        }
  }
};

}  // namespace bregma
