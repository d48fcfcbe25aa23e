#include "model/io/jpeg_lossless.hpp"

#include <array>
#include <optional>
#include <span>
#include <utility>

#include "model/io/tar.hpp"

namespace bregma {

namespace {

[[noreturn]] void cutShort() { throw BadData{"the pixel data are cut short"}; }
[[noreturn]] void damaged() { throw BadData{"the pixel data are damaged"}; }

constexpr int mostCategories = 17;  ///< of differences, by their number of bits: 0 to 16

std::uint32_t byteAt(std::string_view data, std::size_t at) {
  if (at >= data.size()) cutShort();
  return static_cast<unsigned char>(data[at]);
}

std::uint32_t wordAt(std::string_view data, std::size_t at) {
  return byteAt(data, at) << 8 | byteAt(data, at + 1);
}

/// The entropy-coded bits up to the next marker, stuffed zeros left out; zeros behind their end.
class Bits {
 public:
  explicit Bits(std::string_view data)
      : at_(reinterpret_cast<const unsigned char*>(data.data())), end_(at_ + data.size()) {}

  /// Makes at least 32 bits ready.
  void fill() {
    if (count_ >= 32) return;
    if (end_ - at_ >= 8) {
      const std::uint64_t next = eightBytes();
      // Without a byte of ones there is neither a marker nor a stuffed zero.
      const std::uint64_t inverse = ~next;
      if (((inverse - 0x0101010101010101u) & next & 0x8080808080808080u) == 0) {
        bits_ |= next >> count_;
        const int bytes = (64 - count_) / 8;
        at_ += bytes;
        count_ += 8 * bytes;
        return;
      }
    }
    while (count_ <= 56) {
      bits_ |= std::uint64_t(nextByte()) << (56 - count_);
      count_ += 8;
    }
  }
  std::uint32_t peek(int n) const { return n == 0 ? 0 : std::uint32_t(bits_ >> (64 - n)); }
  void drop(int n) {
    bits_ <<= n;
    count_ -= n;
  }
  /// More was taken than there is.
  bool overrun() const { return count_ < padding_; }
  /// Where the next marker begins. Only whole bytes may have been left over.
  const unsigned char* markerAt() {
    while (!ended_) nextByte();
    return at_;
  }

 private:
  std::uint64_t eightBytes() const {
    const auto byte = [&](int b) { return std::uint64_t(at_[b]) << (56 - 8 * b); };
    return byte(0) | byte(1) | byte(2) | byte(3) | byte(4) | byte(5) | byte(6) | byte(7);
  }
  unsigned nextByte() {
    const bool stuffed = end_ - at_ >= 2 && at_[0] == 0xff && at_[1] == 0;
    if (ended_ || at_ == end_ || (*at_ == 0xff && !stuffed)) {
      ended_ = true;
      padding_ += 8;
      return 0;
    }
    const unsigned byte = *at_;
    at_ += stuffed ? 2 : 1;
    return byte;
  }

  const unsigned char *at_, *end_;
  std::uint64_t bits_ = 0;  ///< the next ones first; below the ready ones only what follows them
  int count_ = 0, padding_ = 0;
  bool ended_ = false;
};

/// Reads differences; most take one look at the table.
class DifferenceTable {
 public:
  /// `counts`: of codes of 1 to 16 bits; `categories`: what they stand for, in their order.
  DifferenceTable(std::span<const std::uint8_t, 16> counts, std::string_view categories) {
    std::uint32_t code = 0;
    std::size_t n = 0;
    for (int length = 1; length <= 16; ++length, code <<= 1) {
      first_[std::size_t(length)] = code;
      offset_[std::size_t(length)] = n;
      for (int c = 0; c < counts[std::size_t(length - 1)]; ++c, ++code, ++n) {
        const int category = static_cast<unsigned char>(categories[n]);
        if (category >= mostCategories || code >> length != 0) damaged();
        categories_[n] = std::uint8_t(category);
        if (length <= lookupBits) enter(code, length, category);
      }
      end_[std::size_t(length)] = code;
    }
  }

  int next(Bits& bits) const {
    bits.fill();
    const Entry& entry = lookup_[bits.peek(lookupBits)];
    if (entry.whole) {
      bits.drop(entry.bits);
      return entry.difference;
    }
    const auto [length, category] = codeOf(entry, bits);
    bits.drop(length);
    if (category == 16) return 32768;
    const int difference = extended(bits.peek(category), category);
    bits.drop(category);
    return difference;
  }

 private:
  static constexpr int lookupBits = 12;
  struct Entry {
    std::int16_t difference = 0;
    std::uint8_t bits = 0;  ///< of the code, and of the difference when it is whole; 0: longer
    std::uint8_t category : 7 = 0;
    std::uint8_t whole : 1 = 0;  ///< the difference fits into the looked-up bits
  };

  static int extended(std::uint32_t bits, int category) {
    const int value = int(bits);
    return category > 0 && value < 1 << (category - 1) ? value - (1 << category) + 1 : value;
  }
  void enter(std::uint32_t code, int length, int category) {
    const int spare = lookupBits - length;
    for (std::uint32_t rest = 0; rest < 1u << spare; ++rest) {
      Entry& entry = lookup_[code << spare | rest];
      entry.category = std::uint8_t(category & 0x7f);
      entry.whole = category <= spare;
      entry.bits = std::uint8_t(entry.whole ? length + category : length);
      if (entry.whole)
        entry.difference = std::int16_t(extended(rest >> (spare - category), category));
    }
  }
  std::pair<int, int> codeOf(const Entry& entry, const Bits& bits) const {
    if (entry.bits > 0) return {entry.bits, entry.category};
    for (int length = lookupBits + 1; length <= 16; ++length) {
      const auto l = std::size_t(length);
      const std::uint32_t code = bits.peek(length);
      if (code >= first_[l] && code < end_[l])
        return {length, categories_[offset_[l] + code - first_[l]]};
    }
    damaged();
  }

  std::array<Entry, 1 << lookupBits> lookup_{};
  std::array<std::uint32_t, 17> first_{}, end_{};  ///< codes by their length
  std::array<std::size_t, 17> offset_{};           ///< of the first one's category
  std::array<std::uint8_t, 256> categories_{};
};

/// The header of a frame with one component, as far as decoding needs it.
struct Frame {
  int precision = 0, predictor = 1, pointTransform = 0;
  std::uint32_t restartInterval = 0;  ///< samples; 0: none
  std::array<std::optional<DifferenceTable>, 4> tables;
  std::size_t table = 0;
  std::size_t scanStart = 0;

  explicit Frame(std::string_view data);

 private:
  void readTables(std::string_view segment);
};

void Frame::readTables(std::string_view segment) {
  for (std::size_t at = 0; at < segment.size();) {
    const std::uint32_t place = byteAt(segment, at++);
    if (place > 3) damaged();
    std::array<std::uint8_t, 16> counts{};
    std::size_t codes = 0;
    for (std::uint8_t& count : counts) codes += count = std::uint8_t(byteAt(segment, at++));
    if (codes > 256 || codes > segment.size() - at) damaged();
    tables[place].emplace(counts, segment.substr(at, codes));
    at += codes;
  }
}

Frame::Frame(std::string_view data) {
  if (wordAt(data, 0) != 0xffd8) damaged();
  for (std::size_t at = 2;;) {
    const std::uint32_t marker = wordAt(data, at), length = wordAt(data, at + 2);
    if (length < 2 || length > data.size() - at - 2) cutShort();
    const std::string_view segment = data.substr(at + 4, length - 2);
    at += 2 + length;
    if (marker == 0xffc3) precision = int(byteAt(segment, 0));
    if (marker == 0xffc4) readTables(segment);
    if (marker == 0xffdd) restartInterval = wordAt(segment, 0);
    if (marker != 0xffda) continue;
    table = byteAt(segment, 2) >> 4;
    predictor = int(byteAt(segment, 3));
    pointTransform = int(byteAt(segment, 5) & 15);
    scanStart = at;
    break;
  }
  if (precision < 2 || precision > 16 || predictor < 1 || predictor > 7 ||
      pointTransform >= precision || table > 3 || !tables[table])
    damaged();
}

/// What the row's further samples are predicted from: left, above, and left above.
template <int predictor>
int predicted(int left, int above, int corner) {
  switch (predictor) {
    case 1: return left;
    case 2: return above;
    case 3: return corner;
    case 4: return left + above - corner;
    case 5: return left + ((above - corner) >> 1);
    case 6: return above + ((left - corner) >> 1);
    default: return (left + above) >> 1;
  }
}

template <int predictor>
void decodeRow(Bits& bits, const DifferenceTable& table, std::span<std::uint16_t> row,
               const std::uint16_t* above, int start) {
  auto left = std::uint16_t(start + table.next(bits));
  row[0] = left;
  for (std::size_t x = 1; x < row.size(); ++x) {
    const int upper = predictor == 1 ? 0 : above[x], corner = predictor == 1 ? 0 : above[x - 1];
    row[x] = left = std::uint16_t(predicted<predictor>(left, upper, corner) + table.next(bits));
  }
}

using RowDecoder = void (*)(Bits&, const DifferenceTable&, std::span<std::uint16_t>,
                            const std::uint16_t*, int);
constexpr std::array<RowDecoder, 8> rowDecoders{nullptr,      decodeRow<1>, decodeRow<2>,
                                                decodeRow<3>, decodeRow<4>, decodeRow<5>,
                                                decodeRow<6>, decodeRow<7>};

}  // namespace

void decodeLosslessJpeg(std::string_view data, int columns, int rows,
                        std::vector<std::uint16_t>& values) {
  const Frame frame(data);
  const DifferenceTable& table = *frame.tables[frame.table];
  // A restart stands between rows, by T.81 H.1.1.
  if (frame.restartInterval % std::uint32_t(columns) != 0) damaged();
  const int restartRows = int(frame.restartInterval / std::uint32_t(columns));
  const std::size_t width = std::size_t(columns);
  values.resize(width * std::size_t(rows));
  Bits bits(data.substr(frame.scanStart));
  bool first = true;  // of the image, or behind a restart: only the left is known
  for (int y = 0; y < rows; ++y) {
    if (restartRows > 0 && y > 0 && y % restartRows == 0) {
      auto at = std::size_t(bits.markerAt() - reinterpret_cast<const unsigned char*>(data.data()));
      while (wordAt(data, at) == 0xffff) ++at;  // markers may be filled up
      if ((wordAt(data, at) & 0xfff8) != 0xffd0) damaged();
      bits = Bits(data.substr(at + 2));
      first = true;
    }
    const std::span<std::uint16_t> row(values.data() + std::size_t(y) * width, width);
    const std::uint16_t* above = row.data() - (first ? 0 : width);
    const int start = first ? 1 << (frame.precision - frame.pointTransform - 1) : above[0];
    rowDecoders[std::size_t(first ? 1 : frame.predictor)](bits, table, row, above, start);
    if (bits.overrun()) cutShort();
    first = false;
  }
  if (frame.pointTransform > 0)
    for (std::uint16_t& value : values) value = std::uint16_t(value << frame.pointTransform);
}

}  // namespace bregma
