#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>

#include "model/io/jpeg2000/code_stream.hpp"

namespace bregma::jpeg2000 {

namespace {

constexpr std::size_t mostPrecincts = 1 << 16;
constexpr std::size_t mostBlocks = 1 << 20;  ///< of a band; an image of 8192×8192 has 16384

/// The packets' bytes must not end before they do.
struct Ended {};

/// The bits of a packet's header: after 0xff a byte has seven.
class HeaderBits {
 public:
  HeaderBits(std::string_view bytes, std::size_t at) : bytes_(bytes), at_(at) {}
  std::uint32_t next() {
    if (left_ == 0) {
      left_ = byte_ == 0xff ? 7 : 8;
      if (at_ >= bytes_.size()) throw Ended{};
      byte_ = static_cast<unsigned char>(bytes_[at_++]);
    }
    return byte_ >> --left_ & 1;
  }
  std::uint32_t next(int count) {
    std::uint32_t value = 0;
    while (count-- > 0) value = value << 1 | next();
    return value;
  }
  /// Where the packet goes on.
  std::size_t end() const { return at_ + (byte_ == 0xff); }

 private:
  std::string_view bytes_;
  std::size_t at_;
  int left_ = 0;
  std::uint32_t byte_ = 0;
};

/// Numbers of a grid, told in the order in which they come to matter (B.10.2).
class TagTree {
 public:
  TagTree(int width, int height) {
    for (;; width = (width + 1) / 2, height = (height + 1) / 2) {
      levels_.push_back({width, std::vector<Node>(std::size_t(width) * std::size_t(height))});
      if (width * height <= 1) break;
    }
  }
  /// Whether the number at (x, y) is below `limit`, as far as it takes to know.
  bool below(HeaderBits& bits, int x, int y, int limit) {
    int low = 0;
    for (std::size_t l = levels_.size(); l-- > 0;) {
      Level& level = levels_[l];
      Node& node =
          level.nodes[std::size_t(y >> l) * std::size_t(level.width) + std::size_t(x >> l)];
      low = node.low = std::max(node.low, low);
      while (!node.known && node.low < limit) {
        if (bits.next())
          node.known = true;
        else
          ++node.low;
      }
      low = node.low;
      if (l == 0) return node.known && node.low < limit;
    }
    return false;
  }

 private:
  struct Node {
    int low = 0;
    bool known = false;
  };
  struct Level {
    int width;
    std::vector<Node> nodes;
  };
  std::vector<Level> levels_;
};

/// The blocks of one band within a precinct.
struct Part {
  std::size_t band = 0, first = 0;  ///< its blocks in the band
  int columns = 0, rows = 0;
  TagTree inclusion, emptyPlanes;
};

struct Precinct {
  int resolution = 0;
  std::int64_t x = 0, y = 0;  ///< in the image
  std::vector<Part> parts;
};

int sizeAt(int size, int halvings) {
  return int((std::int64_t(size) + (1ll << halvings) - 1) >> halvings);
}

int ceilDiv(int a, int log2) { return log2 > 30 ? a > 0 : (a + (1 << log2) - 1) >> log2; }

Band bandOf(const CodeStream& stream, int resolution, int index) {
  const bool low = resolution == 0;
  const int halvings = stream.levels - resolution;
  const int width = sizeAt(stream.width, halvings), height = sizeAt(stream.height, halvings);
  const bool right = !low && index != 1, lower = !low && index != 0;
  Band band;
  band.orientation = low ? Orientation::LowLow : Orientation(index + 1);
  band.left = right ? (width + 1) / 2 : 0;
  band.top = lower ? (height + 1) / 2 : 0;
  band.width = right ? width / 2 : low ? width : (width + 1) / 2;
  band.height = lower ? height / 2 : low ? height : (height + 1) / 2;
  const CodeStream::Step step = stream.steps[std::size_t(low ? 0 : 3 * resolution - 2 + index)];
  band.planes = stream.guardBits + step.exponent - 1;
  if (!stream.reversible)
    band.step = std::ldexp(1 + float(step.mantissa) / 2048, stream.bits - step.exponent);
  return band;
}

/// The part of a band that lies in the precinct (column, row), whose sides are 2^wide and 2^high.
Part partOf(const CodeStream& stream, std::size_t index, Band& band, int column, int row, int wide,
            int high) {
  const int blockWide = std::min(stream.blockWidthLog2, wide),
            blockHigh = std::min(stream.blockHeightLog2, high);
  const auto edge = [](int n, int log2, int size) {
    return int(std::min<std::int64_t>(std::int64_t(n) << log2, size));
  };
  const int left = edge(column, wide, band.width), right = edge(column + 1, wide, band.width);
  const int top = edge(row, high, band.height), bottom = edge(row + 1, high, band.height);
  const int columns = bottom > top ? ceilDiv(right - left, blockWide) : 0;
  const int rows = right > left ? ceilDiv(bottom - top, blockHigh) : 0;
  if (std::size_t(columns) * std::size_t(rows) + band.blocks.size() > mostBlocks) throw Ended{};
  Part part{index, band.blocks.size(), columns, rows, {columns, rows}, {columns, rows}};
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x) {
      Block block;
      block.left = band.left + left + (x << blockWide);
      block.top = band.top + top + (y << blockHigh);
      block.width = std::min(1 << blockWide, right - left - (x << blockWide));
      block.height = std::min(1 << blockHigh, bottom - top - (y << blockHigh));
      band.blocks.push_back(std::move(block));
    }
  return part;
}

/// Resolution by resolution, row after row.
std::vector<Precinct> precinctsOf(const CodeStream& stream, std::vector<Band>& bands) {
  std::vector<Precinct> precincts;
  for (int r = 0; r <= stream.levels; ++r) {
    const int halvings = stream.levels - r;
    const int wide = stream.precincts[std::size_t(r)] & 15,
              high = stream.precincts[std::size_t(r)] >> 4;
    const int columns = ceilDiv(sizeAt(stream.width, halvings), wide),
              rows = ceilDiv(sizeAt(stream.height, halvings), high);
    const std::size_t first = bands.size();
    for (int b = 0; b < (r == 0 ? 1 : 3); ++b) bands.push_back(bandOf(stream, r, b));
    if (std::size_t(columns) * std::size_t(rows) + precincts.size() > mostPrecincts) throw Ended{};
    for (int y = 0; y < rows; ++y)
      for (int x = 0; x < columns; ++x) {
        Precinct precinct{
            r, std::int64_t(x) << (wide + halvings), std::int64_t(y) << (high + halvings), {}};
        for (std::size_t b = first; b < bands.size(); ++b) {
          precinct.parts.push_back(
              partOf(stream, b, bands[b], x, y, wide - (r > 0), high - (r > 0)));
        }
        precincts.push_back(std::move(precinct));
      }
  }
  return precincts;
}

int passesIn(HeaderBits& bits) {
  if (!bits.next()) return 1;
  if (!bits.next()) return 2;
  if (const std::uint32_t n = bits.next(2); n < 3) return 3 + int(n);
  if (const std::uint32_t n = bits.next(5); n < 31) return 6 + int(n);
  return 37 + int(bits.next(7));
}

/// How many passes share the bytes of a block's segment after those that it has.
int mostPassesAfter(const Block& block, const BlockStyle& style) {
  if (style.terminateAll) return 1;
  if (!style.bypass) return 109;
  if (block.segments.empty()) return 10;
  const int last = block.segments.back().mostPasses;
  return last == 1 || last == 10 ? 2 : 1;
}

/// What a packet brings for one block.
struct Delivery {
  Block* block;
  std::size_t segment, bytes;
};

void readLengths(HeaderBits& bits, const BlockStyle& style, Block& block,
                 std::vector<Delivery>& deliveries) {
  int passes = passesIn(bits);
  while (bits.next()) ++block.lengthBits;
  while (passes > 0) {
    if (block.segments.empty() || block.segments.back().passes == block.segments.back().mostPasses)
      block.segments.push_back({0, mostPassesAfter(block, style), {}});
    Segment& segment = block.segments.back();
    const int here = std::min(passes, segment.mostPasses - segment.passes);
    const int count = block.lengthBits + std::bit_width(unsigned(here)) - 1;
    if (count > 31) throw Ended{};
    deliveries.push_back({&block, block.segments.size() - 1, bits.next(count)});
    segment.passes += here;
    passes -= here;
  }
}

class Packets {
 public:
  Packets(const CodeStream& stream, std::vector<Band>& bands) : stream_(stream), bands_(bands) {}

  void read(Precinct& precinct, int layer) {
    const std::string_view bytes = stream_.packets;
    if (stream_.packetMarkers && bytes.substr(at_, 2) == "\xff\x91") at_ += 6;
    HeaderBits bits(bytes, at_);
    deliveries_.clear();
    if (bits.next())
      for (Part& part : precinct.parts) readPart(bits, part, layer);
    at_ = bits.end();
    if (at_ > bytes.size()) throw Ended{};
    if (stream_.packetMarkers && bytes.substr(at_, 2) == "\xff\x92") at_ += 2;
    for (const Delivery& d : deliveries_) {
      if (d.bytes > bytes.size() - at_) throw Ended{};
      if (d.bytes > 0) d.block->segments[d.segment].chunks.push_back(bytes.substr(at_, d.bytes));
      at_ += d.bytes;
    }
  }

 private:
  void readPart(HeaderBits& bits, Part& part, int layer) {
    Band& band = bands_[part.band];
    for (int y = 0; y < part.rows; ++y)
      for (int x = 0; x < part.columns; ++x) {
        Block& block = band.blocks[part.first + std::size_t(y * part.columns + x)];
        if (block.included ? !bits.next() : !part.inclusion.below(bits, x, y, layer + 1)) continue;
        if (!block.included) {
          int empty = 0;
          while (!part.emptyPlanes.below(bits, x, y, empty + 1))
            if (++empty > band.planes) throw Ended{};
          block.planes = band.planes - empty;
          block.included = true;
        }
        readLengths(bits, stream_.style, block, deliveries_);
      }
  }

  const CodeStream& stream_;
  std::vector<Band>& bands_;
  std::vector<Delivery> deliveries_;
  std::size_t at_ = 0;
};

void readAll(const CodeStream& stream, std::vector<Band>& bands) {
  std::vector<Precinct> precincts = precinctsOf(stream, bands);
  if (stream.progression >= Progression::PlaceFirst)
    std::ranges::stable_sort(precincts, {},
                             [](const Precinct& p) { return std::tuple(p.y, p.x, p.resolution); });
  Packets packets(stream, bands);
  const auto layersOf = [&](auto begin, auto end) {
    for (int layer = 0; layer < stream.layers; ++layer)
      for (auto p = begin; p != end; ++p) packets.read(*p, layer);
  };
  if (stream.progression == Progression::LayerFirst)
    return layersOf(precincts.begin(), precincts.end());
  for (auto begin = precincts.begin(); begin != precincts.end();) {
    auto end = begin + 1;
    if (stream.progression == Progression::ResolutionFirst)
      while (end != precincts.end() && end->resolution == begin->resolution) ++end;
    layersOf(begin, end);
    begin = end;
  }
}

}  // namespace

std::optional<std::vector<Band>> bandsOf(const CodeStream& stream) {
  std::vector<Band> bands;
  try {
    readAll(stream, bands);
  } catch (const Ended&) {
    return std::nullopt;
  }
  return bands;
}

}  // namespace bregma::jpeg2000
