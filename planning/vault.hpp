#pragma once

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "model/scan.hpp"
#include "planning/vault_comparison.hpp"

namespace bregma {

/// Completes the vault over its defects, as two radius maps (COMPLETION: shell fields).
///
/// Outer table: `spline` continues the believed bone around the opening as a thin plate, but takes
/// the opposite side where the vault ends, at orbit and base; `mirror` takes the opposite side and
/// blends it into the rim. Thickness, for both: the opposite side brought to the far field's level,
/// never below the setting.
/// `network` takes the most probable vault of the shipped prior (see vault_prior_fit), brought to
/// the believed rim; it is tempered by the two others where they are near it, less the more the rim
/// healed, and gives way to them where the prior knows no vault.
/// `paper` asks the published network about the whole bone, resamples and smooths its answer as
/// published (see paper_vault), and joins it to the believed bone around the opening.
/// A blend takes each radius and thickness between those of two methods (see vault_blend).
/// @throws Error VaultNotFilled, those of the networks
/// About 0.5 s, `paper` 1.5 s; a blend 0.2 s more. Cancel: between solves (0.3 s).
Vault completeVault(const Bone& bone, const Defects& defects, const HeadFrame& frame,
                    const VaultSettings& settings, Progress progress = {});

/// Completes by each of `comparedMethods`, whatever the plan's method is; without findings.
/// @throws Error as completeVault
/// About 0.8 s. Cancel: between solves (0.3 s).
VaultComparison compareVaults(const Bone& bone, const Defects& defects, const HeadFrame& frame,
                              double minThicknessMm, Progress progress = {});

/// Completed vault minus the defective skull as 0/1 on the grid of the mask that was imported
/// (Scan::sourceGeometry): no gap, crumbs dropped. What completion methods are compared by.
std::vector<std::uint8_t> vaultFillMask(const Scan& scan, const HeadFrame& frame,
                                        const Vault& vault);

}  // namespace bregma
