#pragma once

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "planning/results.hpp"

namespace bregma {

/// What silicone is poured around: the implant as a master (solid, scaled by the shrinkage, with
/// its sprue when the plan asks for one), a bed that holds it up to its parting line and carries
/// the cones of the registration keys, and a frame around both.
///
/// First the bed lies in the frame and silicone is poured to the upper groove of the frame; turned
/// over and without the bed, which leaves its place free, it is filled to the other groove. The
/// bed keeps the plan's clearance to the master and to the frame and lets go of the master along
/// the pull.
/// @throws Error BooleanFailed, MeshNotClosed
/// About 3 s for 60 cm². Cancel: between the parts (1 s).
std::vector<PrintPart> makeCastingBox(const Implant& implant, const MoldSettings& settings,
                                      std::vector<Finding>& findings, Progress progress = {});

}  // namespace bregma
