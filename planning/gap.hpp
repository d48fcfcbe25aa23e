#pragma once

#include "model/plan.hpp"

namespace bregma {

/// The gap to the bone that the plan wants at a place (patient LPS), mm. The gap of a region holds
/// within its ball but for the outermost third (4 mm at least), where it passes smoothly into what
/// is around it.
double gapAt(const ImplantSettings& settings, const Vec3& place);

/// The widest anywhere.
double widestGap(const ImplantSettings& settings);

}  // namespace bregma
