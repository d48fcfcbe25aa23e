#pragma once

#include <string_view>
#include <vector>

#include "model/vec3.hpp"

namespace bregma {

/// The points of a VTK XML PolyData file of one piece: ascii, base64 or appended (raw or base64),
/// plain or zlib blocks.
/// @throws BadData
std::vector<Vec3> vtpPoints(std::string_view file);

}  // namespace bregma
