#pragma once

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "model/scan.hpp"
#include "planning/results.hpp"

namespace bregma {

/// Completed vault minus bone, in the defects only, with the gap kept to the bone everywhere:
/// one closed mesh a defect, made from distance fields on a fine grid.
/// @throws Error ImplantEmpty
/// About 2 s for 100 cm². Cancel: between passes (0.5 s).
Implants makeImplants(const Scan& scan, const Bone& bone, const HeadFrame& frame,
                      const Defects& defects, const Vault& vault, const ImplantSettings& settings,
                      Progress progress = {});

}  // namespace bregma
