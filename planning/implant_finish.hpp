#pragma once

#include "model/plan.hpp"
#include "planning/results.hpp"

namespace bregma {

/// Cuts holes, seats and text from the solid implant: fills `cut`, the numbers of its review that
/// tell of them, and findings for what found no room. Where they compete, seats come before holes
/// placed by hand, and those before the pattern. Tells which of the holes placed by hand (from 0)
/// were made.
/// @throws Error BooleanFailed, MeshNotClosed
/// About 0.5 s a cut.
std::vector<std::size_t> finishImplant(Implant& implant, const DefectRegion& region,
                                       const HeadFrame& frame, const ImplantSettings& settings);

}  // namespace bregma
