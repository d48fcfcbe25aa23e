#pragma once

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "model/scan.hpp"
#include "planning/results.hpp"

namespace bregma {

/// Bone of the patient to try a cast on: what lies within `gaugeWidthMm` of the implant, as a ring
/// with its closed hollows filled, on a grid of 0.4 mm (coarser for large ones) that rounds sharp
/// corners by up to a voxel; or, where the width is 0, the whole skull. Of a ring in several pieces
/// it is the largest; `findings` then tells what was left out, from 0.1 cm³ a piece.
/// @throws Error PlanValueBad where the ring is so narrow that it reaches no bone, BooleanFailed
/// where the bone runs through itself
/// About 1 s a ring, 3 s a skull. Cancel: between passes (1 s).
PrintPart makeFitGauge(const Scan& scan, const Bone& bone, const Implant& implant,
                       const MoldSettings& settings, std::vector<Finding>& findings,
                       Progress progress = {});

}  // namespace bregma
