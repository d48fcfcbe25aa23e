#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace bregma {

/// Decodes JPEG 2000 of one component (a code stream, or a JP2 file around one), row after row;
/// negative values as the low 16 bits of their two's complement.
/// @throws BadData damaged: also cut short, of another size, more than one component
void decodeJpeg2000(std::string_view data, int columns, int rows,
                    std::vector<std::uint16_t>& values);

}  // namespace bregma
