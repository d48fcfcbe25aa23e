#pragma once

#include <vector>

#include "model/net/vault_prior.hpp"
#include "model/plan.hpp"
#include "model/progress.hpp"
#include "planning/results.hpp"
#include "planning/vault_problem.hpp"

namespace bregma {

/// What every method starts from.
struct VaultGround {
  VaultPrior prior;
  VaultProblem problem;
  ChartImage spline, mirror;  ///< outer tables
};

struct VaultFill {
  ChartImage outer, thickness;  ///< mm, on the rim's chart
};

/// What one method says.
struct VaultAnswer {
  VaultFill fill;   ///< flush with the bone around it
  ChartImage band;  ///< about its outer table (see vault_uncertainty)
  std::vector<Finding> findings;
};

/// About 0.3 s. Cancel: between solves.
/// @throws Error those of the shipped prior
VaultGround vaultGround(const Defects& defects, const Progress& progress = {});

/// Fills by one method, as completeVault says. 0.2 s, `paper` 1.2 s; cancel: before and after.
/// @throws Error VaultNotFilled, those of the networks
VaultAnswer answerOf(VaultMethod method, const VaultGround& ground, const Bone& bone,
                     const Defects& defects, const HeadFrame& frame, const Progress& progress = {});

}  // namespace bregma
