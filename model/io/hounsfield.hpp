#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/error.hpp"

namespace bregma {

/// Air, and what stands for everything beyond the reconstruction circle.
inline constexpr std::int16_t airFloorHu = -1024;

/// The offset that values carry when air and soft tissue lie near 0 and 1024 instead of near
/// -1000 and 40; 0 when they look like HU.
int guessedOffset(std::span<const std::int16_t> values);

/// Takes a guessed offset away and says so in `findings`.
void correctOffset(std::vector<std::int16_t>& values, std::vector<Finding>& findings);

}  // namespace bregma
