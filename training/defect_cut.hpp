#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/geometry.hpp"
#include "planning/results.hpp"
#include "training/defects.hpp"

namespace bregma {

/// The defective skull: `complete` without the body; healed rims are shaped on top of it. Bone that
/// neither the body nor the healing reaches (taperMm from the opening) is untouched.
/// Voxels 0/1 on any grid. About 1 s for 512×512×250 voxels.
std::vector<std::uint8_t> withDefect(const ObliqueGeometry& geometry,
                                     std::span<const std::uint8_t> complete, const HeadFrame& frame,
                                     const SkullShape& shape, const SyntheticDefect& defect);

}  // namespace bregma
