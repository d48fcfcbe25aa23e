#pragma once

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "model/scan.hpp"
#include "planning/results.hpp"

namespace bregma {

/// The openings of the vault through both tables, as seen from its center; then the plan's
/// strokes, in their order.
/// @throws Error NoDefect
/// About 0.2 s for 512×512×256.
Defects findDefects(const Scan& scan, const Bone& bone, const HeadFrame& frame,
                    const DefectSettings& settings, Progress progress = {});

}  // namespace bregma
