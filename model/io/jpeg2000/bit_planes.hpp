#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bregma::jpeg2000 {

/// How a code stream codes its blocks: the bits of SPcod.
struct BlockStyle {
  bool bypass = false, reset = false, terminateAll = false, causal = false, symbols = false;
};

/// Coding passes that share one run of bytes.
struct Segment {
  int passes = 0, mostPasses = 0;
  std::vector<std::string_view> chunks;  ///< one a layer
};

enum class Orientation { LowLow, HighLow, LowHigh, HighHigh };

/// A code block: a rectangle of a sub-band, coded bit plane by bit plane.
struct Block {
  int left = 0, top = 0, width = 0, height = 0;  ///< in the plane of all sub-bands
  int planes = 0;                                ///< those that are not all zero
  int lengthBits = 3;
  bool included = false;
  std::vector<Segment> segments;
};

/// Decodes blocks one after the other (ITU-T T.800, annexes C and D).
class BitPlanes {
 public:
  /// Twice the magnitudes, with the sign in the top bit; the lowest bit is the half with which a
  /// coefficient is rebuilt. Four rows after the other, column by column in them. Valid until the
  /// next call. `planes` below 30.
  std::span<const std::uint32_t> decode(const Block& block, Orientation orientation,
                                        const BlockStyle& style);

 private:
  // Inlined, as the decoder's registers must not be reached through memory.
  template <class Bits>
  void significancePass(Bits& bits);
  template <class Bits>
  void refinementPass(Bits& bits);
  template <class Bits>
  void cleanupPass(Bits& bits);
  template <class Bits>
  [[gnu::always_inline]] inline void makeSignificant(Bits& bits, const std::uint64_t* column,
                                                     std::uint64_t& flags, int shift,
                                                     std::uint32_t* values, std::uint32_t fresh);
  [[gnu::always_inline]] inline void spread(std::uint64_t* column, std::uint64_t before,
                                            std::uint64_t after);
  void prepare(const Block& block, Orientation orientation);
  void resetContexts();

  int width_ = 0, height_ = 0, plane_ = 0, stride_ = 0;
  bool causal_ = false;
  const std::uint8_t* zeroContexts_ = nullptr;
  std::array<std::uint64_t, 19> contexts_{};
  std::vector<std::uint64_t> flags_;   ///< one word for four rows of a column, with a border
  std::vector<std::uint32_t> values_;  ///< as they are returned
  std::vector<char> joined_;
};

}  // namespace bregma::jpeg2000
