#pragma once

#include "planning/head_template.hpp"

namespace bregma {

/// The fit in which the outer table is most probable to the prior: its first modes tell the head's
/// own shape, so that a wide opening no more nods, rolls or turns a head that is not typical. Near
/// the start, which is trusted within 1.5 mm and 1.5°, times `freedom`; what no modes explain
/// within 2.5 mm counts little. As active shape models are fitted (Cootes et al., 1995), by
/// Gauss–Newton. Points of the outer table, evenly over a chart of half the prior's pixels; patient
/// coordinates.
TypicalFit fitPointsToModes(const std::vector<Vec3>& points, const TypicalFit& start,
                            const VaultPrior& prior, double freedom = 1);

/// Casts and fits twice, the more freely the more of the vault is missing; the start where less
/// than a fifth is, which the mirror plane tells better. 0.1 s.
TypicalFit fitToModes(const BoneField& bone, const TypicalFit& start, const VaultPrior& prior);

}  // namespace bregma
