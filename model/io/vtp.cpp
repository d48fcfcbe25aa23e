#include "model/io/vtp.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

#include "model/io/plist.hpp"
#include "model/io/tar.hpp"

namespace bregma {

namespace {

constexpr std::uint64_t maxBytes = 1ull << 30;

[[noreturn]] void damaged() { throw BadData{"a stored surface is damaged"}; }

/// attribute="value" inside a tag; empty when absent.
std::string_view attribute(std::string_view tag, std::string_view name) {
  std::string pattern(" ");
  pattern.append(name).append("=\"");
  const std::size_t at = tag.find(pattern);
  if (at == tag.npos) return {};
  tag.remove_prefix(at + pattern.size());
  return tag.substr(0, tag.find('"'));
}

std::string_view tagFrom(std::string_view file, std::size_t at) {
  const std::size_t end = file.find('>', at);
  if (at == file.npos || end == file.npos) damaged();
  return file.substr(at, end - at);
}

int base64Digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/// Bytes in order, from raw or base64 text. VTK ends base64 (with padding) after each header.
class Bytes {
 public:
  Bytes(std::string_view text, bool base64) : text_(text), base64_(base64) {}

  std::string take(std::uint64_t count) {
    if (count > maxBytes || count > text_.size() + waiting_.size()) damaged();
    std::string out;
    if (!base64_) {
      out = text_.substr(0, count);
      text_.remove_prefix(count);
      return out;
    }
    out.reserve(count);
    while (out.size() < count) {
      if (waiting_.empty()) decodeGroup();
      const std::size_t n = std::min<std::size_t>(waiting_.size(), count - out.size());
      out.append(waiting_, 0, n);
      waiting_.erase(0, n);
    }
    return out;
  }
  /// The next take starts at a new base64 unit.
  void endUnit() { waiting_.clear(); }

 private:
  void decodeGroup() {
    std::uint32_t bits = 0;
    int digits = 0, used = 0;
    while (used < 4) {
      if (text_.empty()) damaged();
      const char c = text_.front();
      text_.remove_prefix(1);
      if (c <= ' ') continue;
      ++used;
      bits <<= 6;
      if (c == '=') continue;
      const int digit = base64Digit(c);
      if (digit < 0) damaged();
      bits |= std::uint32_t(digit);
      ++digits;
    }
    if (digits < 2) damaged();
    for (int i = 0; i + 1 < digits; ++i) waiting_ += char(bits >> (16 - 8 * i));
  }

  std::string_view text_;
  bool base64_;
  std::string waiting_;
};

/// The binary array behind VTK's length or block header.
std::string arrayBytes(Bytes bytes, std::string_view fileTag) {
  const bool wide = attribute(fileTag, "header_type") == "UInt64";
  const auto word = [&] {
    const std::string raw = bytes.take(wide ? 8 : 4);
    std::uint64_t value = 0;
    std::memcpy(&value, raw.data(), raw.size());
    return value;
  };
  if (attribute(fileTag, "compressor").empty()) return bytes.take(word());
  if (attribute(fileTag, "compressor") != "vtkZLibDataCompressor")
    throw BadData{"a stored surface has an unknown compression"};
  const std::uint64_t blocks = word(), blockBytes = word(), lastBytes = word();
  if (blocks > 1 << 20 || blockBytes > maxBytes || lastBytes > blockBytes ||
      blocks * blockBytes > maxBytes)
    damaged();
  std::vector<std::uint64_t> sizes(blocks);
  for (auto& size : sizes) size = word();
  bytes.endUnit();
  std::string out;
  for (std::uint64_t b = 0; b < blocks; ++b) {
    const bool partial = b + 1 == blocks && lastBytes > 0;
    out += inflated(bytes.take(sizes[b]), partial ? lastBytes : blockBytes);
  }
  return out;
}

template <class T>
std::vector<Vec3> pointsOf(const std::string& bytes) {
  std::vector<Vec3> points(bytes.size() / (3 * sizeof(T)));
  for (std::size_t i = 0; i < points.size(); ++i) {
    T v[3];
    std::memcpy(v, bytes.data() + i * sizeof v, sizeof v);
    points[i] = {double(v[0]), double(v[1]), double(v[2])};
  }
  return points;
}

std::vector<Vec3> asciiPoints(std::string_view text) {
  std::vector<double> numbers;
  while (true) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == text.npos || text[begin] == '<') break;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(" \t\r\n<"), text.size());
    numbers.push_back(numberIn(text.substr(0, end)));
    text.remove_prefix(end);
  }
  std::vector<Vec3> points(numbers.size() / 3);
  for (std::size_t i = 0; i < points.size(); ++i)
    points[i] = {numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]};
  return points;
}

}  // namespace

std::vector<Vec3> vtpPoints(std::string_view file) {
  const std::string_view fileTag = tagFrom(file, file.find("<VTKFile"));
  const std::size_t arrayAt = file.find("<DataArray", file.find("<Points>"));
  const std::string_view tag = tagFrom(file, arrayAt);
  const std::string_view format = attribute(tag, "format");
  const bool littleEndian = attribute(fileTag, "byte_order") != "BigEndian";
  std::string_view body = file.substr(arrayAt + tag.size() + 1);
  if (format == "ascii") return asciiPoints(body);
  if (!littleEndian || std::endian::native != std::endian::little)
    throw BadData{"a stored surface has an unknown byte order"};
  bool base64 = true;
  if (format == "appended") {
    const std::size_t at = file.find("<AppendedData");
    base64 = attribute(tagFrom(file, at), "encoding") != "raw";
    const std::size_t start = file.find('_', file.find('>', at));
    const double offset = numberIn(attribute(tag, "offset"));
    if (start == file.npos || offset < 0 || offset >= double(file.size() - start)) damaged();
    body = file.substr(start + 1 + std::size_t(offset));
  }
  const std::string bytes = arrayBytes(Bytes(body, base64), fileTag);
  return attribute(tag, "type") == "Float64" ? pointsOf<double>(bytes) : pointsOf<float>(bytes);
}

}  // namespace bregma
