#include "model/io/dicom_walker.hpp"

#include <algorithm>
#include <array>
#include <istream>
#include <string_view>

#include "model/io/tar.hpp"

namespace bregma {

namespace {

constexpr std::uint32_t shortSkip = 1024;  ///< read rather than sought
constexpr std::uint32_t longestSyntax = 64;
constexpr std::string_view implicitLittle = "1.2.840.10008.1.2",
                           explicitLittle = "1.2.840.10008.1.2.1",
                           deflatedLittle = "1.2.840.10008.1.2.1.99",
                           explicitBig = "1.2.840.10008.1.2.2";

[[noreturn]] void cutShort() { throw BadData{"a DICOM header is cut short"}; }
[[noreturn]] void damaged() { throw BadData{"a DICOM header is damaged"}; }

bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

bool hasLongLength(std::string_view vr) {
  constexpr std::array<std::string_view, 13> names{"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                                   "SV", "UC", "UN", "UR", "UT", "UV"};
  return std::ranges::find(names, vr) != names.end();
}

void DicomWalker::seek(std::uint64_t at) {
  file_.clear();
  file_.seekg(std::int64_t(at));
  at_ = at;
}

std::string DicomWalker::take(std::uint32_t count) {
  if (at_ > size_ || count > size_ - at_) cutShort();
  std::string bytes(count, '\0');
  file_.read(bytes.data(), count);
  if (file_.gcount() != std::streamsize(count)) cutShort();
  at_ += count;
  return bytes;
}

void DicomWalker::skip(std::uint32_t count) {
  if (at_ > size_ || count > size_ - at_) cutShort();
  if (count <= shortSkip)
    take(count);
  else
    seek(at_ + count);
}

std::uint32_t DicomWalker::half(const std::string& b, std::size_t i) const {
  const std::uint32_t first = static_cast<unsigned char>(b[i]),
                      second = static_cast<unsigned char>(b[i + 1]);
  return bigEndian_ ? first << 8 | second : second << 8 | first;
}

std::uint32_t DicomWalker::word(const std::string& b, std::size_t i) const {
  return bigEndian_ ? half(b, i) << 16 | half(b, i + 2) : half(b, i + 2) << 16 | half(b, i);
}

DicomElement DicomWalker::next(bool explicitVr) {
  DicomElement e;
  const std::string head = take(8);
  e.tag = dicomTag(half(head, 0), half(head, 2));
  if (!explicitVr || e.tag >> 16 == 0xfffe) {
    e.length = word(head, 4);
  } else {
    e.vr = head.substr(4, 2);
    if (hasLongLength(e.vr)) {
      e.length = word(take(4), 0);
    } else {
      if (!isUpper(e.vr[0]) || !isUpper(e.vr[1])) damaged();
      e.length = half(head, 6);
    }
  }
  e.sequence = e.length == dicomUndefinedLength && e.tag != dicomPixelTag && e.tag >> 16 != 0xfffe;
  e.implicitInside = !explicitVr || e.vr == "UN";
  return e;
}

void DicomWalker::skipSequence(bool explicitVr, int depth) {
  if (depth > dicomDeepestNesting) throw BadData{"a DICOM header is nested too deeply"};
  while (true) {
    const DicomElement item = next(explicitVr);
    if (item.tag == dicomSequenceEnd) return;
    if (item.tag != dicomItemTag) damaged();
    if (item.length != dicomUndefinedLength) {
      skip(item.length);
      continue;
    }
    for (DicomElement e = next(explicitVr); e.tag != dicomItemEnd; e = next(explicitVr))
      skipValue(e, depth + 1);
  }
}

void DicomWalker::skipValue(const DicomElement& e, int depth) {
  if (e.sequence)
    skipSequence(!e.implicitInside, depth);
  else
    skip(e.length);
}

std::uint64_t DicomWalker::endOf(const DicomElement& e) const {
  return e.length == dicomUndefinedLength ? ~0ull : at_ + e.length;
}

/// Group 2, explicit whatever follows; its transfer syntax.
std::string DicomWalker::readMeta() {
  std::string syntax;
  while (!atEnd()) {
    const std::uint64_t start = at_;
    const bool meta = take(2) == std::string_view("\2\0", 2);
    seek(start);
    if (!meta) break;
    const DicomElement e = next(true);
    if (e.tag != dicomTag(2, 0x10) || e.length > longestSyntax) {
      skip(e.length);
      continue;
    }
    syntax = take(e.length);
    while (!syntax.empty() && (syntax.back() == ' ' || syntax.back() == '\0')) syntax.pop_back();
  }
  return syntax;
}

std::optional<DicomEncoding> DicomWalker::begin() {
  if (size_ < 132) return std::nullopt;
  seek(0);
  const std::string head = take(132);
  const bool prefixed = head.ends_with("DICM");
  // Old files start at once, with group 8 or 2.
  if (!prefixed && !((head[0] == 8 || head[0] == 2) && head[1] == 0 && head[3] == 0))
    return std::nullopt;
  if (!prefixed) seek(0);
  DicomEncoding found;
  if (prefixed || head[0] == 2) found.transferSyntax = readMeta();
  found.dataSetStart = at_;
  found.deflated = found.transferSyntax == deflatedLittle;
  found.bigEndian = found.transferSyntax == explicitBig;
  found.explicitVr = found.transferSyntax != implicitLittle;
  if (found.transferSyntax.empty()) {
    const std::string first = atEnd() ? "" : take(8);
    found.explicitVr = first.size() == 8 && isUpper(first[4]) && isUpper(first[5]);
    found.transferSyntax = found.explicitVr ? explicitLittle : implicitLittle;
    seek(found.dataSetStart);
  }
  bigEndian_ = found.bigEndian;
  return found;
}

}  // namespace bregma
