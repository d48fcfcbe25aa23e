#pragma once

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "planning/results.hpp"

namespace bregma {

/// Completes the vault over its defects.
/// @throws Error VaultNotFilled
/// About 1 s. Cancel: between solves (0.3 s).
Vault completeVault(const Defects& defects, const HeadFrame& frame, const VaultSettings& settings,
                    Progress progress = {});

}  // namespace bregma
