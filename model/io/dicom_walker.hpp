#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace bregma {

constexpr std::uint32_t dicomTag(std::uint32_t group, std::uint32_t element) {
  return group << 16 | element;
}

constexpr std::uint32_t dicomUndefinedLength = 0xffffffff, dicomPixelTag = dicomTag(0x7fe0, 0x10);
constexpr std::uint32_t dicomItemTag = dicomTag(0xfffe, 0xe000),
                        dicomItemEnd = dicomTag(0xfffe, 0xe00d),
                        dicomSequenceEnd = dicomTag(0xfffe, 0xe0dd);
constexpr int dicomDeepestNesting = 16;

/// Whether elements of a value representation have a length of four bytes.
bool hasLongLength(std::string_view vr);

/// The head of an element; its value follows.
struct DicomElement {
  std::uint32_t tag = 0, length = 0;
  std::string vr;         ///< two letters; empty when the file does not write them
  bool sequence = false;  ///< of unknown length: to be walked through
  bool implicitInside = false;
};

/// How a file writes its data set, and where that begins.
struct DicomEncoding {
  std::string transferSyntax;
  std::uint64_t dataSetStart = 0;
  bool explicitVr = true, bigEndian = false, deflated = false;
};

/// Goes through a file element by element without trusting a length.
/// Everything @throws BadData cut short, damaged
class DicomWalker {
 public:
  /// `file` must outlive the walker; `size` is its length in bytes.
  DicomWalker(std::istream& file, std::uint64_t size) : file_(file), size_(size) {}

  /// Reads preamble and group 2; the walker stands where the data set begins. Nothing when the file
  /// is not DICOM.
  std::optional<DicomEncoding> begin();
  void setBigEndian(bool big) { bigEndian_ = big; }

  std::uint64_t at() const { return at_; }
  bool atEnd() const { return at_ >= size_; }
  void seek(std::uint64_t at);
  std::string take(std::uint32_t count);
  void skip(std::uint32_t count);
  DicomElement next(bool explicitVr);
  /// Passes over a sequence of unknown length.
  void skipSequence(bool explicitVr, int depth);
  /// Passes over the value of `e`, whatever it is.
  void skipValue(const DicomElement& e, int depth);
  /// Where an element or item ends by its length; never for unknown lengths.
  std::uint64_t endOf(const DicomElement& e) const;

 private:
  std::string readMeta();
  std::uint32_t half(const std::string& bytes, std::size_t i) const;
  std::uint32_t word(const std::string& bytes, std::size_t i) const;

  std::istream& file_;
  std::uint64_t size_, at_ = 0;
  bool bigEndian_ = false;
};

}  // namespace bregma
