#pragma once

#include "planning/vault_prior_fit.hpp"
#include "planning/vault_problem.hpp"

namespace bregma {

/// The thickness of the fill in mm, along the ray, over the active rays; never continued from the
/// rim alone, which thins where it healed.

/// The mean of the usual head's, brought to this one by the believed rays, and of the mirrored
/// side's; a healed rim is believed near itself only.
ChartImage splineThickness(const VaultProblem& problem, const PriorVault& mean);

/// From the mirrored side and the far field; where too little of that side is sound, from the usual
/// thickness around the opening.
ChartImage mirroredThickness(const VaultProblem& problem);

}  // namespace bregma
