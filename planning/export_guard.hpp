#pragma once

#include <string>

#include "planning/case.hpp"

namespace bregma {

/// What a printer's software would stumble over, in words; for a mesh that is not printable.
std::string whatIsWrong(const MeshCheck& check);

/// Refuses a case with a stop finding that nobody acknowledged, and one whose defects lie on
/// another side than the plan says.
/// @throws Error StopFinding, WrongSide; both with the place
void refuseUnlessJudged(const Case& ready);

/// Refuses a part, in the patient's frame, that does not lie at the defect that it was made for:
/// on the other side of the head, or away from it.
/// @throws Error WrongSide
void refuseUnlessAtDefect(const std::string& name, const TriangleMesh& part, int defect,
                          const Case& ready);

}  // namespace bregma
