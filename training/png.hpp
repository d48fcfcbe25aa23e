#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bregma {

/// A picture of gray values, row by row from the top.
struct GrayPicture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> pixels;
};

/// The bytes of an 8-bit gray PNG file.
std::string pngBytes(const GrayPicture& picture);

}  // namespace bregma
