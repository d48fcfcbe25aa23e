#pragma once

#include <cstdint>
#include <vector>

namespace bregma {

/// A small picture; 8 bit, row by row from the top.
struct Thumbnail {
  int width = 0, height = 0;
  std::vector<std::uint8_t> gray;
};

}  // namespace bregma
