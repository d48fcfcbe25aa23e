#pragma once

#include "model/plan.hpp"
#include "planning/results.hpp"
#include "planning/shell_fields.hpp"

namespace bregma {

/// Moves one side of an implant's tables by a stroke: along the rays from the vault's middle, so
/// the surface never folds. Push and pull move it by the strength at the center, falling as
/// (1 − d²/r²)² to nothing at the radius; smooth takes ripples out but keeps the curvature; flatten
/// draws it onto the mean plane. Between the tables 1.5 to 40 mm remain, where there was as much.
/// True when something moved. Every pixel of the tables must be known.
/// 1 ms for 10 mm, 50 ms for 60 mm. Deterministic.
bool applyStroke(ShellFields& tables, const HeadFrame& frame, const SculptStroke& stroke);

/// Where a point of an implant goes when its tables change: along its ray, keeping its share of the
/// way between them. What an implant made anew comes to where no bone is near. Patient LPS; 0.1 µs.
Vec3 carried(const Vec3& point, const HeadFrame& frame, const ShellFields& from,
             const ShellFields& to);

}  // namespace bregma
