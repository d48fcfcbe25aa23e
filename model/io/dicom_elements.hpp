#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/io/dicom_walker.hpp"

namespace bregma {

/// The short elements of a DICOM file before its pixels, outside of sequences.
struct DicomElements {
  std::string transferSyntax;
  std::map<std::uint32_t, std::string> values;  ///< by tag
  /// Enhanced multi-frame images: what all frames share, and what each says of itself (place,
  /// directions, spacing, rescale), by tag.
  std::map<std::uint32_t, std::string> shared;
  std::vector<std::map<std::uint32_t, std::string>> frames;
  bool bigEndian = false;
  std::uint64_t deflatedFrom = 0;  ///< where the deflated part of the file begins; 0: not deflated
  /// Where the value of (7fe0,0010) begins in the file, inflated; 0: absent.
  std::uint64_t pixelStart = 0;
  std::uint32_t pixelLength = 0;  ///< of its value; 0xffffffff for fragments

  /// As the header of one frame alone would say it.
  DicomElements ofFrame(std::size_t frame) const;
  /// Without padding; empty when absent.
  std::string text(std::uint32_t group, std::uint32_t element) const;
  /// Backslash-separated decimals; empty when one cannot be read.
  std::vector<double> numbers(std::uint32_t group, std::uint32_t element) const;
  double number(std::uint32_t group, std::uint32_t element, double otherwise) const;
  std::optional<std::uint16_t> word(std::uint32_t group, std::uint32_t element) const;
};

/// Reads a file up to its pixels without trusting a length; nothing when it is not DICOM.
/// @throws BadData cut short, damaged
/// About 0.1 ms; deflated files are inflated whole.
std::optional<DicomElements> readElements(const std::filesystem::path& path);

/// Likewise, of the bytes of a file, inflated. @throws BadData
DicomElements elementsIn(const std::string& bytes, const DicomEncoding& encoding);

/// The bytes of a file with its deflated part inflated. @throws BadData
std::string inflatedFrom(std::string bytes, std::uint64_t deflatedFrom);

}  // namespace bregma
