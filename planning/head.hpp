#pragma once

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "model/scan.hpp"
#include "planning/results.hpp"

namespace bregma {

/// The head's frame from a skull that may lack a large part: a robust ellipsoid of the outer table
/// gives the center and the long axis, the best mirror agreement of the radii the mid-sagittal
/// plane.
/// @throws Error FrameNotFound, VaultCutOff
/// About 0.5 s.
HeadFrame findHead(const Scan& scan, const Bone& bone, const HeadSettings& settings,
                   Progress progress = {});

}  // namespace bregma
