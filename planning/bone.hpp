#pragma once

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "model/scan.hpp"
#include "planning/results.hpp"

namespace bregma {

/// The voxels of the HU interval that belong to the skull: the largest 6-connected part, which
/// drops couch, head-rest and fragments, and its surface at the lower threshold.
/// @throws Error NoBone
/// Cancel: once a slice. About 1.5 s for 512×512×200 on 2 cores.
Bone segmentBone(const Scan& scan, const BoneSettings& settings, Progress progress = {});

}  // namespace bregma
