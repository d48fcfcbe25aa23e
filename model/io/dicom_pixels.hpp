#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/io/dicom_series.hpp"

namespace bregma {

/// The stored values of a slice, raw bits of 16, from the bytes of its file, inflated: uncompressed
/// of either byte order, RLE, JPEG, JPEG-LS, JPEG 2000. Headers of compressed data are checked
/// against the slice before a decoder sees them.
/// @throws BadData cut short, damaged, not supported
std::vector<std::uint16_t> decodePixels(const DicomSlice& slice, std::string_view file);

/// Likewise, into memory that is used again.
void decodePixels(const DicomSlice& slice, std::string_view file,
                  std::vector<std::uint16_t>& values);

}  // namespace bregma
