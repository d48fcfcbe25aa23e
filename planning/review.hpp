#pragma once

#include "planning/results.hpp"

namespace bregma {

/// Measures against the grey-value surface of the bone, which must be closed. Percentiles are by
/// area. About 1 s an implant.
ImplantReview reviewImplant(const Implant& implant, const Bone& bone, const Defects& defects,
                            const HeadFrame& frame);

/// About 1 s.
MoldReview reviewMold(const Mold& mold, const Implant& implant);

}  // namespace bregma
