#pragma once

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "planning/results.hpp"
#include "planning/rim_silhouette.hpp"

namespace bregma {

/// A two-part press mold around the solid `implant` (its holes are not cast: pins would hold the
/// halves together; they are drilled, or printed with the part): flat-based blocks parted along the
/// implant's rim silhouette in the pull direction (the implant's insertion axis), conical
/// registration keys with clearance (one wider than the others, so that nothing closes turned),
/// overflow channels, vents where air is caught, slots for a lever. The cavity is the implant
/// scaled by the shrinkage and, when the plan says so, filled where the halves could not let go.
/// Cut with CGAL booleans that are checked before and after; when one refuses, the shape is offset
/// by 0.05 mm and cut again, then made from a volume, and a finding BooleanRetried says so.
/// @throws Error BooleanFailed, MeshNotClosed
/// Cancel: between booleans (about 0.5 s).
/// `parts` are left to `makeMolds`.
Mold makeMold(const Implant& implant, const MoldSettings& settings, Progress progress = {});

/// What is to come out of a mold before it shrinks, in the pull frame.
TriangleMesh castInPullFrame(const Implant& implant, const PullFrame& frame,
                             const MoldSettings& settings);

/// What a mold's review shows not to be as it should; `center` is where to look when nothing more
/// is known. Halves that hold each other and a cavity that is more than 0.15 mm off stop the
/// export.
std::vector<Finding> moldFindings(const MoldReview& review, const Vec3& center);

}  // namespace bregma
