#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bregma {

/// A finished picture: 8-bit RGB, top row first, without padding.
struct Picture {
  std::string name;  ///< "front", "close-up", "axial"
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
  bool empty() const { return rgb.empty(); }
};

}  // namespace bregma
