#pragma once

#include "model/plan.hpp"
#include "planning/results.hpp"
#include "planning/vault_methods.hpp"

namespace bregma {

/// Whether the plan wants anything of the other method.
bool blends(const VaultSettings& settings);

/// The other method's share, 0 to 1, for each pixel of `chart`: the common one, and strokes on it
/// in their order. A stroke holds to half of its radius and passes smoothly into what lies around
/// it. `outer`: the table that strokes are on; NaN takes the common share.
ChartImage blendShares(const VaultSettings& settings, const Chart& chart, const ChartImage& outer,
                       const HeadFrame& frame);

/// Both maps, each `between` those of the two.
VaultFill blended(const VaultFill& first, const VaultFill& second, const ChartImage& shares);

}  // namespace bregma
