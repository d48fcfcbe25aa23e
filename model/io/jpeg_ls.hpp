#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace bregma {

/// Decodes JPEG-LS of one component, lossless or near it, row after row.
/// @throws BadData damaged: also cut short, of another size, more than one component
void decodeJpegLs(std::string_view data, int columns, int rows, std::vector<std::uint16_t>& values);

}  // namespace bregma
