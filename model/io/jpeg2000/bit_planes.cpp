#include "model/io/jpeg2000/bit_planes.hpp"

#include <algorithm>

#include "model/io/jpeg2000/arithmetic_bits.hpp"

namespace bregma::jpeg2000 {

namespace {

// A word of flags is about four rows of a column. Row r of its stripe counts from 1; 0 and 5 are
// the rows above and below. Shifted down by 3 · (r - 1), bits 0-8 tell which of the 3×3
// coefficients around it are significant; with a word's own bits of row r:
constexpr int north = 1, west = 3, self = 4, east = 5, south = 7, signNorth = 18, sign = 21,
              refined = 22, visited = 23, signSouth = 24;
constexpr std::uint64_t rows = 0x249;  ///< bit 0 of each row
constexpr std::uint64_t around = 0x1ef, bit = 1;

constexpr int refineContext = 14, runContext = 17, uniformContext = 18;

constexpr std::array<std::uint8_t, 512> zeroTable(Orientation orientation) {
  std::array<std::uint8_t, 512> table{};
  for (std::size_t f = 0; f < 512; ++f) {
    const auto at = [&](int b) { return int(f >> b & 1); };
    int h = at(west) + at(east), v = at(north) + at(south);
    const int d = at(0) + at(2) + at(6) + at(8);
    if (orientation == Orientation::HighLow) std::swap(h, v);
    int context = 0;
    if (orientation == Orientation::HighHigh)
      context = d >= 3   ? 8
                : d == 2 ? (h + v > 0 ? 7 : 6)
                : d == 1 ? 3 + std::min(h + v, 2)
                         : std::min(h + v, 2);
    else if (h > 0)
      context = h == 2 ? 8 : v > 0 ? 7 : d > 0 ? 6 : 5;
    else
      context = v > 0 ? 2 + v : std::min(d, 2);
    table[f] = std::uint8_t(context);
  }
  return table;
}

constexpr std::array<std::array<std::uint8_t, 512>, 4> zeroTables{
    zeroTable(Orientation::LowLow), zeroTable(Orientation::HighLow),
    zeroTable(Orientation::LowHigh), zeroTable(Orientation::HighHigh)};

/// By significance (bits 1 3 5 7: N W E S) and sign (bits 0 2 4 6): twice the context, and whether
/// the sign is to be turned round.
constexpr std::array<std::uint8_t, 256> signTable = [] {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t f = 0; f < 256; ++f) {
    const auto of = [&](int b) { return int(f >> b & 1) * (f >> (b - 1) & 1 ? -1 : 1); };
    int h = std::clamp(of(west) + of(east), -1, 1), v = std::clamp(of(north) + of(south), -1, 1);
    const bool turned = h < 0 || (h == 0 && v < 0);
    if (turned) h = -h, v = -v;
    const int context = h == 0 ? 9 + v : 12 + v;
    table[f] = std::uint8_t(2 * context + turned);
  }
  return table;
}();

/// Rows (as the lowest bit of each) that are neither significant nor visited.
std::uint64_t open(std::uint64_t flags) { return ~(flags >> self | flags >> visited) & rows; }

/// Those of them that have a significant neighbor.
std::uint64_t openBeside(std::uint64_t flags) {
  const std::uint64_t any = (flags | flags >> 1 | flags >> 2) & 0x9249;
  return (any | any >> 3 | any >> 6) & open(flags);
}

int rowOf(int shift) { return shift * 11 >> 5; }

/// The contexts' way to the decoders, which raw bits have no use for.
struct Coded {
  ArithmeticBits bits;
  std::array<std::uint64_t, 19> contexts;
  std::uint32_t zero(int context) { return bits.next(contexts[std::size_t(context)]); }
  std::uint32_t signOf(std::uint32_t entry) {
    return bits.next(contexts[entry >> 1]) ^ (entry & 1);
  }
};
struct Raw {
  RawBits bits;
  std::uint32_t zero(int) { return bits.next(); }
  std::uint32_t signOf(std::uint32_t) { return bits.next(); }
};

constexpr std::array<std::uint64_t, 94> makeStates() {
  struct State {
    std::uint32_t size;
    std::uint8_t expected, other;
    bool turns = false;
  };
  constexpr std::array<State, 47> states{
      {{0x5601, 1, 1, true}, {0x3401, 2, 6},   {0x1801, 3, 9},         {0x0ac1, 4, 12},
       {0x0521, 5, 29},      {0x0221, 38, 33}, {0x5601, 7, 6, true},   {0x5401, 8, 14},
       {0x4801, 9, 14},      {0x3801, 10, 14}, {0x3001, 11, 17},       {0x2401, 12, 18},
       {0x1c01, 13, 20},     {0x1601, 29, 21}, {0x5601, 15, 14, true}, {0x5401, 16, 14},
       {0x5101, 17, 15},     {0x4801, 18, 16}, {0x3801, 19, 17},       {0x3401, 20, 18},
       {0x3001, 21, 19},     {0x2801, 22, 19}, {0x2401, 23, 20},       {0x2201, 24, 21},
       {0x1c01, 25, 22},     {0x1801, 26, 23}, {0x1601, 27, 24},       {0x1401, 28, 25},
       {0x1201, 29, 26},     {0x1101, 30, 27}, {0x0ac1, 31, 28},       {0x09c1, 32, 29},
       {0x08a1, 33, 30},     {0x0521, 34, 31}, {0x0441, 35, 32},       {0x02a1, 36, 33},
       {0x0221, 37, 34},     {0x0141, 38, 35}, {0x0111, 39, 36},       {0x0085, 40, 37},
       {0x0049, 41, 38},     {0x0025, 42, 39}, {0x0015, 43, 40},       {0x0009, 44, 41},
       {0x0005, 45, 42},     {0x0001, 45, 43}, {0x5601, 46, 46}}};
  std::array<std::uint64_t, 94> table{};
  for (std::uint32_t s = 0; s < 47; ++s)
    for (std::uint32_t symbol = 0; symbol < 2; ++symbol) {
      const State& state = states[s];
      const std::uint32_t expected = 2u * state.expected + symbol;
      const std::uint32_t other = 2u * state.other + (state.turns ? 1 - symbol : symbol);
      table[2 * s + symbol] = std::uint64_t(state.size) << 48 | expected << 8 | other << 1 | symbol;
    }
  return table;
}

}  // namespace

constexpr std::array<std::uint64_t, 94> arithmeticStates = makeStates();

void BitPlanes::resetContexts() {
  contexts_.fill(arithmeticStates[0]);
  contexts_[0] = arithmeticStates[2 * 4];
  contexts_[runContext] = arithmeticStates[2 * 3];
  contexts_[uniformContext] = arithmeticStates[2 * 46];
}

void BitPlanes::prepare(const Block& block, Orientation orientation) {
  width_ = block.width;
  height_ = block.height;
  stride_ = width_ + 2;
  zeroContexts_ = zeroTables[std::size_t(orientation)].data();
  const int stripes = (height_ + 3) / 4;
  flags_.assign(std::size_t(stride_) * std::size_t(stripes + 2), 0);
  values_.assign(std::size_t(width_) * std::size_t(stripes) * 4, 0);
  // Rows below the block count as visited, for ever.
  std::uint64_t missing = 0;
  for (int row = height_ % 4; row > 0 && row < 4; ++row) missing |= bit << visited << 3 * row;
  std::fill_n(flags_.begin() + std::ptrdiff_t(stripes) * stride_ + 1, width_, missing);
  resetContexts();
}

/// Tells the words around a column what became significant in it.
void BitPlanes::spread(std::uint64_t* column, std::uint64_t before, std::uint64_t after) {
  const std::uint64_t gained = (after ^ before) & rows << self;
  if (gained == 0) return;
  column[-1] |= gained << 1;
  column[1] |= gained >> 1;
  if (gained & bit << self && !causal_) {
    std::uint64_t* above = column - stride_;
    above[-1] |= bit << 17;
    above[0] |= bit << 16 | (after >> sign & 1) << 33;
    above[1] |= bit << 15;
  }
  if (gained & bit << (self + 9)) {
    std::uint64_t* below = column + stride_;
    below[-1] |= bit << 2;
    below[0] |= bit << 1 | (after >> (sign + 9) & 1) << signNorth;
    below[1] |= bit;
  }
}

template <class Bits>
void BitPlanes::makeSignificant(Bits& bits, const std::uint64_t* column, std::uint64_t& flags,
                                int shift, std::uint32_t* values, std::uint32_t fresh) {
  const std::uint64_t near = flags >> shift;
  const std::uint64_t signs = (near >> signNorth & 1) | (near >> signSouth & 1) << 6 |
                              (column[-1] >> shift >> sign & 1) << 2 |
                              (column[1] >> shift >> sign & 1) << 4;
  const std::uint64_t negative = bits.signOf(signTable[(near & 0xaa) | signs]);
  values[rowOf(shift)] = fresh | std::uint32_t(negative) << 31;
  flags |= (bit << self | negative << sign) << shift;
}

template <class Bits>
void BitPlanes::significancePass(Bits& from) {
  Bits bits = from;  // in registers: nothing else can point to them
  const int width = width_, height = height_;
  const std::uint32_t fresh = 3u << (plane_ - 1);
  for (int top = 0; top < height; top += 4) {
    std::uint64_t* column = flags_.data() + (top / 4 + 1) * stride_ + 1;
    std::uint32_t* values = values_.data() + top * width;
    for (int x = 0; x < width; ++x, ++column, values += 4) {
      const std::uint64_t before = *column;
      std::uint64_t flags = before;
      for (std::uint64_t left = openBeside(flags); left;) {
        const int shift = std::countr_zero(left);
        left &= left - 1;
        flags |= bit << visited << shift;
        if (!bits.zero(zeroContexts_[flags >> shift & 0x1ff])) continue;
        makeSignificant(bits, column, flags, shift, values, fresh);
        left |= open(flags) & bit << 3 << shift;
      }
      *column = flags;
      spread(column, before, flags);
    }
  }
  from = bits;
}

template <class Bits>
void BitPlanes::refinementPass(Bits& from) {
  Bits bits = from;  // in registers: nothing else can point to them
  const int width = width_, height = height_;
  const int plane = plane_;
  const std::uint32_t half = 1u << (plane - 1);
  for (int top = 0; top < height; top += 4) {
    std::uint64_t* column = flags_.data() + (top / 4 + 1) * stride_ + 1;
    std::uint32_t* values = values_.data() + top * width;
    for (int x = 0; x < width; ++x, ++column, values += 4) {
      const std::uint64_t flags = *column;
      const std::uint64_t all = flags >> self & ~(flags >> visited) & rows;
      for (std::uint64_t left = all; left; left &= left - 1) {
        const int shift = std::countr_zero(left);
        const std::uint64_t near = flags >> shift;
        const int first = refineContext + ((near & around) != 0);
        const std::uint32_t one = bits.zero(near >> refined & 1 ? refineContext + 2 : first);
        values[rowOf(shift)] += (one << plane) - half;
      }
      *column = flags | all << refined;
    }
  }
  from = bits;
}

template <class Bits>
void BitPlanes::cleanupPass(Bits& from) {
  Bits bits = from;  // in registers: nothing else can point to them
  const int width = width_, height = height_;
  const std::uint32_t fresh = 3u << (plane_ - 1);
  for (int top = 0; top < height; top += 4) {
    std::uint64_t* column = flags_.data() + (top / 4 + 1) * stride_ + 1;
    std::uint32_t* values = values_.data() + top * width;
    std::uint64_t missing = 0;
    for (int row = height - top; row < 4; ++row) missing |= bit << visited << 3 * row;
    for (int x = 0; x < width; ++x, ++column, values += 4) {
      const std::uint64_t before = *column;
      std::uint64_t flags = before;
      std::uint64_t left = open(flags);
      if (flags == 0) {  // all four in one symbol
        if (!bits.zero(runContext)) continue;
        const std::uint32_t high = bits.zero(uniformContext);
        const int shift = 3 * int(2 * high + bits.zero(uniformContext));
        makeSignificant(bits, column, flags, shift, values, fresh);
        left = rows & ~bit << shift << 2;
      }
      for (; left; left &= left - 1) {
        const int shift = std::countr_zero(left);
        if (bits.zero(zeroContexts_[flags >> shift & 0x1ff]))
          makeSignificant(bits, column, flags, shift, values, fresh);
      }
      spread(column, before, flags);
      *column = (flags & ~(rows << visited)) | missing;
    }
  }
  from = bits;
}

std::span<const std::uint32_t> BitPlanes::decode(const Block& block, Orientation orientation,
                                                 const BlockStyle& style) {
  prepare(block, orientation);
  causal_ = style.causal;
  plane_ = block.planes;
  int kind = 2;  // of a pass; the first one is a cleanup
  for (const Segment& segment : block.segments) {
    std::string_view bytes = segment.chunks.empty() ? std::string_view() : segment.chunks.front();
    if (segment.chunks.size() > 1) {
      joined_.clear();
      for (const std::string_view chunk : segment.chunks)
        joined_.insert(joined_.end(), chunk.begin(), chunk.end());
      bytes = {joined_.data(), joined_.size()};
    }
    const bool raw = style.bypass && kind < 2 && plane_ <= block.planes - 4;
    Raw plain{RawBits(bytes)};
    Coded coded{ArithmeticBits(bytes), contexts_};
    for (int pass = 0; pass < segment.passes && plane_ > 0; ++pass) {
      if (kind == 0)
        raw ? significancePass(plain) : significancePass(coded);
      else if (kind == 1)
        raw ? refinementPass(plain) : refinementPass(coded);
      else
        cleanupPass(coded);
      if (kind == 2 && style.symbols)
        for (int i = 0; i < 4; ++i) coded.zero(uniformContext);
      contexts_ = coded.contexts;
      if (style.reset) {
        resetContexts();
        coded.contexts = contexts_;
      }
      plane_ -= kind == 2;
      kind = (kind + 1) % 3;
    }
  }
  return values_;
}

}  // namespace bregma::jpeg2000
