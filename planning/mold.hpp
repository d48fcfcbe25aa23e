#pragma once

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "planning/results.hpp"

namespace bregma {

/// A two-part press mold around the solid `implant` (its holes are not cast: pins would hold the
/// halves together; they are drilled, or printed with the part): flat-based blocks parted along the
/// implant's rim silhouette in the pull direction (the implant's insertion axis), conical
/// registration keys with clearance, overflow channels. Cut with CGAL booleans that are checked
/// before and after; when one refuses, the shape is offset by 0.05 mm and cut again, then made from
/// a volume, and a finding BooleanRetried says so.
/// @throws Error BooleanFailed, MeshNotClosed
/// Cancel: between booleans (about 0.5 s).
Mold makeMold(const Implant& implant, const MoldSettings& settings, Progress progress = {});

}  // namespace bregma
