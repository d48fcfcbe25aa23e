#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/io/jpeg2000/bit_planes.hpp"

namespace bregma::jpeg2000 {

enum class Progression { LayerFirst, ResolutionFirst, ResolutionPlace, PlaceFirst, ComponentFirst };

/// What the main header of a code stream says, and its packets.
struct CodeStream {
  int width = 0, height = 0, bits = 0;
  bool isSigned = false;
  bool reversible = true;  ///< wavelets 5/3, else 9/7
  int layers = 1, levels = 0;
  Progression progression = Progression::LayerFirst;
  int blockWidthLog2 = 6, blockHeightLog2 = 6;
  BlockStyle style;
  bool packetMarkers = false;                ///< SOP, EPH may be there
  std::array<std::uint8_t, 33> precincts{};  ///< a level each: log2 of width, of height << 4
  int guardBits = 0;
  struct Step {
    int exponent = 0, mantissa = 0;
  };
  std::vector<Step> steps;  ///< LL, then HL LH HH of each level
  std::string packets;
};

/// One component, one tile, sampled at every place, and none of the markers that few encoders
/// write; nothing for others, and for whatever is damaged.
std::optional<CodeStream> codeStreamIn(std::string_view data);

/// A rectangle of the plane that holds all sub-bands, the low ones at its upper left.
struct Band {
  Orientation orientation = Orientation::LowLow;
  int left = 0, top = 0, width = 0, height = 0;
  int planes = 0;  ///< the most that a block may have
  float step = 1;  ///< the unit of its coefficients; 1 when reversible
  std::vector<Block> blocks;
};

/// The sub-bands with their blocks, filled from the packets (ITU-T T.800, annex B); the blocks
/// point into `stream`. Nothing when the packets are damaged or cut short.
std::optional<std::vector<Band>> bandsOf(const CodeStream& stream);

}  // namespace bregma::jpeg2000
