#pragma once

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "model/scan.hpp"
#include "planning/results.hpp"

namespace bregma {

/// All that the plan wants printed for each implant: press mold, template for silicone, fit gauge;
/// cut into keyed pieces where the printer's bed is too small for a part (not the master: it
/// stays whole, with a finding).
/// @throws Error of the products
Molds makeMolds(const Scan& scan, const Bone& bone, const Implants& implants,
                const MoldSettings& settings, Progress progress = {});

}  // namespace bregma
