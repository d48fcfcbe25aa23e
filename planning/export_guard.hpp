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

/// Refuses a part, by its box in the patient's frame, that does not lie at the defect that it was
/// made for: on the other side of the head, or away from it. The pieces of a part are judged as the
/// part: one of them may well lie beyond the midline.
/// @throws Error WrongSide
void refuseUnlessAtDefect(const std::string& name, const Box& part, int defect, const Case& ready);

}  // namespace bregma
