#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace bregma {

/// Decodes lossless JPEG of one component (ITU-T T.81, process 14: Huffman, predictors 1 to 7,
/// point transform, restart intervals), row after row.
/// @throws BadData cut short, damaged
/// About 4 ns a value.
void decodeLosslessJpeg(std::string_view data, int columns, int rows,
                        std::vector<std::uint16_t>& values);

}  // namespace bregma
