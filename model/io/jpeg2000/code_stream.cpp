#include "model/io/jpeg2000/code_stream.hpp"

namespace bregma::jpeg2000 {

namespace {

constexpr int mostLevels = 32, largestSide = 1 << 20;

/// Big-endian numbers of one marker segment; reading beyond its end is remembered.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : bytes_(bytes) {}
  std::uint32_t next(int count) {
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) {
      const bool there = at_ < bytes_.size();
      value = value << 8 | (there ? static_cast<unsigned char>(bytes_[at_++]) : 0u);
      short_ = short_ || !there;
    }
    return value;
  }
  int number(int count) { return int(next(count)); }
  bool sound() const { return !short_; }
  std::size_t left() const { return bytes_.size() - at_; }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool short_ = false;
};

bool readSize(Fields fields, CodeStream& stream) {
  fields.next(2);
  const std::uint32_t width = fields.next(4), height = fields.next(4);
  const bool origin = fields.next(4) == 0 && fields.next(4) == 0;
  const bool oneTile = fields.next(4) >= width && fields.next(4) >= height;
  const bool tileOrigin = fields.next(4) == 0 && fields.next(4) == 0;
  const bool oneComponent = fields.next(2) == 1;
  const std::uint32_t depth = fields.next(1);
  const bool everyPlace = fields.next(1) == 1 && fields.next(1) == 1;
  stream.width = int(width);
  stream.height = int(height);
  stream.bits = int(depth & 0x7f) + 1;
  stream.isSigned = depth >> 7;
  return fields.sound() && origin && oneTile && tileOrigin && oneComponent && everyPlace &&
         width > 0 && height > 0 && width <= largestSide && height <= largestSide &&
         stream.bits <= 16;
}

bool readCoding(Fields fields, CodeStream& stream) {
  const std::uint32_t kind = fields.next(1);
  stream.packetMarkers = kind & 6;
  const std::uint32_t progression = fields.next(1);
  stream.progression = Progression(progression);
  stream.layers = fields.number(2);
  fields.next(1);  // the transform between components
  stream.levels = fields.number(1);
  stream.blockWidthLog2 = fields.number(1) + 2;
  stream.blockHeightLog2 = fields.number(1) + 2;
  const std::uint32_t style = fields.next(1);
  // Predictable termination (bit 4) is of no matter to a decoder that checks nothing by it.
  stream.style = {bool(style & 1), bool(style & 2), bool(style & 4), bool(style & 8),
                  bool(style & 32)};
  const std::uint32_t wavelet = fields.next(1);
  stream.reversible = wavelet == 1;
  if (kind > 7 || progression > 4 || stream.layers < 1 || stream.levels > mostLevels ||
      stream.blockWidthLog2 > 10 || stream.blockHeightLog2 > 10 ||
      stream.blockWidthLog2 + stream.blockHeightLog2 > 12 || style > 63 || wavelet > 1)
    return false;
  for (int r = 0; r <= stream.levels; ++r) {
    const std::uint32_t size = kind & 1 ? fields.next(1) : 0xff;
    if (r > 0 && ((size & 15) == 0 || size >> 4 == 0)) return false;
    stream.precincts[std::size_t(r)] = std::uint8_t(size);
  }
  return fields.sound();
}

bool readSteps(Fields fields, CodeStream& stream) {
  const std::uint32_t style = fields.next(1);
  stream.guardBits = int(style >> 5);
  stream.steps.clear();
  const int bands = 3 * mostLevels + 1;
  while (fields.left() > 0 && int(stream.steps.size()) < bands) {
    if ((style & 31) == 0) {
      stream.steps.push_back({fields.number(1) >> 3, 0});
    } else {
      const int both = fields.number(2);
      stream.steps.push_back({both >> 11, both & 0x7ff});
    }
  }
  if (!fields.sound() || stream.steps.empty() || (style & 31) > 2) return false;
  if ((style & 31) == 1) {  // derived from the first
    const CodeStream::Step first = stream.steps[0];
    stream.steps.assign(std::size_t(bands), first);
    for (int b = 1; b < bands; ++b)
      stream.steps[std::size_t(b)].exponent = std::max(0, first.exponent - (b - 1) / 3);
  }
  return true;
}

/// All of the tile's parts, one after the other, up to the end of the code stream.
bool readTile(std::string_view data, std::size_t at, CodeStream& stream) {
  const auto word = [&](std::size_t i) {
    return at + i + 1 < data.size() ? std::uint32_t(static_cast<unsigned char>(data[at + i])) << 8 |
                                          static_cast<unsigned char>(data[at + i + 1])
                                    : 0u;
  };
  while (word(0) == 0xff90) {
    const std::size_t start = at;
    const std::size_t length = std::size_t(word(6)) << 16 | word(8);
    if (word(2) != 10 || word(4) != 0) return false;
    std::size_t end = start + length;
    if (length == 0) end = data.ends_with("\xff\xd9") ? data.size() - 2 : data.size();
    if (end > data.size()) return false;
    for (at += 12; word(0) != 0xff93;) {
      const std::uint32_t marker = word(0);
      if (marker != 0xff58 && marker != 0xff64) return false;  // lengths of packets, comments
      at += 2 + word(2);
    }
    at += 2;
    if (at > end) return false;
    stream.packets.append(data.substr(at, end - at));
    at = end;
  }
  return word(0) == 0xffd9 || at == data.size();
}

}  // namespace

std::optional<CodeStream> codeStreamIn(std::string_view data) {
  CodeStream stream;
  bool size = false, coding = false, steps = false;
  if (!data.starts_with("\xff\x4f")) return std::nullopt;
  for (std::size_t at = 2;;) {
    Fields head(data.substr(std::min(at, data.size())));
    const std::uint32_t marker = head.next(2);
    if (marker == 0xff90) {
      const bool known =
          size && coding && steps && stream.steps.size() >= std::size_t(3 * stream.levels + 1);
      if (!known || !readTile(data, at, stream)) return std::nullopt;
      return stream;
    }
    const std::uint32_t length = head.next(2);
    if (!head.sound() || length < 2 || length - 2 > head.left()) return std::nullopt;
    const Fields fields(data.substr(at + 4, length - 2));
    if (marker == 0xff51)
      size = readSize(fields, stream);
    else if (marker == 0xff52)
      coding = readCoding(fields, stream);
    else if (marker == 0xff5c)
      steps = readSteps(fields, stream);
    else if (marker != 0xff55 && marker != 0xff57 && marker != 0xff63 && marker != 0xff64)
      return std::nullopt;  // beside lengths, registration and comments
    at += 2 + length;
  }
}

}  // namespace bregma::jpeg2000
