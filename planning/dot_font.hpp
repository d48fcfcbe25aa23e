#pragma once

#include <array>
#include <cstdint>

namespace bregma {

/// Five columns from left to right; bit 0 is the uppermost of seven rows.
using Glyph = std::array<std::uint8_t, 5>;

/// Of A to Z, 0 to 9 and the hyphen; blank for all else.
Glyph glyphOf(char letter);

}  // namespace bregma
