#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bregma {

constexpr std::uint32_t dicomTag(std::uint32_t group, std::uint32_t element) {
  return group << 16 | element;
}

/// The short elements of a DICOM file before its pixels, outside of sequences.
struct DicomElements {
  std::string transferSyntax;
  std::map<std::uint32_t, std::string> values;  ///< by tag
  bool bigEndian = false;
  std::uint64_t pixelStart = 0;   ///< where the value of (7fe0,0010) begins in the file; 0: absent
  std::uint32_t pixelLength = 0;  ///< of its value; 0xffffffff for fragments

  /// Without padding; empty when absent.
  std::string text(std::uint32_t group, std::uint32_t element) const;
  /// Backslash-separated decimals; empty when one cannot be read.
  std::vector<double> numbers(std::uint32_t group, std::uint32_t element) const;
  double number(std::uint32_t group, std::uint32_t element, double otherwise) const;
  std::optional<std::uint16_t> word(std::uint32_t group, std::uint32_t element) const;
};

/// Reads a file up to its pixels without trusting a length; nothing when it is not DICOM.
/// @throws BadData cut short, damaged, deflated
/// About 0.1 ms.
std::optional<DicomElements> readElements(const std::filesystem::path& path);

}  // namespace bregma
