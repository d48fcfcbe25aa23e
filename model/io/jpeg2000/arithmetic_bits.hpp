#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

namespace bregma::jpeg2000 {

/// The states of the adaptive coder, each with the symbol that it expects: bits 48-63 the size of
/// the other symbol's interval, 8-14 and 1-7 the states that follow the expected and the other
/// symbol, 0 the expected symbol.
extern const std::array<std::uint64_t, 94> arithmeticStates;

/// The arithmetic decoder of ITU-T T.800, annex C. Both registers are held at the top of 64 bits,
/// so that several bytes are taken in at once and the intervals are stretched in one step.
class ArithmeticBits {
 public:
  explicit ArithmeticBits(std::string_view bytes)
      : at_(reinterpret_cast<const std::uint8_t*>(bytes.data())), end_(at_ + bytes.size()) {
    refill();
  }

  /// Without a branch that depends on the symbol: most symbols of noise cannot be foreseen.
  [[gnu::always_inline]] inline std::uint32_t next(std::uint64_t& context) {
    const std::uint64_t state = context, other = state & 0xffffull << 48;
    const std::uint64_t ifExpected = arithmeticStates[state >> 8 & 0x7f],
                        ifOther = arithmeticStates[state >> 1 & 0x7f];
    // Masks, as the compiler makes branches of conditions.
    const std::uint64_t upper = interval_ - other;
    const std::uint64_t below = 0 - std::uint64_t(code_ < other);
    const std::uint64_t unexpected = below ^ (0 - std::uint64_t(upper < other));
    code_ -= other & ~below;
    interval_ = upper ^ ((upper ^ other) & below);
    const std::uint64_t adapts = (interval_ >> 63) - 1;
    const int stretch = std::countl_zero(interval_ | 1);
    interval_ <<= stretch;
    code_ <<= stretch;
    ahead_ -= stretch;
    const std::uint64_t changed = ifExpected ^ ((ifExpected ^ ifOther) & unexpected);
    context = state ^ ((state ^ changed) & adapts);
    if (ahead_ < 0) refill();
    return std::uint32_t((state ^ unexpected) & 1);
  }

 private:
  [[gnu::always_inline]] inline void refill() {
    while (ahead_ <= 40) {
      std::uint32_t byte = 0xff;  // what follows the end
      int bits = 8;
      if (at_ != end_) {
        if (last_ != 0xff) {
          byte = *at_++;
        } else if (*at_ > 0x8f) {
          at_ = end_;
        } else {
          byte = *at_++;
          bits = 7;
        }
      }
      last_ = byte;
      code_ += std::uint64_t(byte) << (48 - ahead_ - bits);
      ahead_ += bits;
    }
  }

  std::uint64_t code_ = 0, interval_ = 0x8000ull << 48;
  int ahead_ = -15;  ///< bits of the code below its upper 16
  std::uint32_t last_ = 0;
  const std::uint8_t *at_, *end_;
};

/// Bits as they are, where the arithmetic coder is bypassed.
class RawBits {
 public:
  explicit RawBits(std::string_view bytes)
      : at_(reinterpret_cast<const std::uint8_t*>(bytes.data())), end_(at_ + bytes.size()) {}

  std::uint32_t next() {
    if (left_ == 0) {
      const bool ends = at_ == end_ || (byte_ == 0xff && *at_ > 0x8f);
      left_ = byte_ == 0xff && !ends ? 7 : 8;
      byte_ = ends ? 0xff : *at_++;
    }
    return byte_ >> --left_ & 1;
  }

 private:
  int left_ = 0;
  std::uint32_t byte_ = 0;
  const std::uint8_t *at_, *end_;
};

}  // namespace bregma::jpeg2000
