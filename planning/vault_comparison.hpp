#pragma once

#include <array>

#include "model/plan.hpp"
#include "planning/results.hpp"

namespace bregma {

/// The methods that are laid beside each other.
inline constexpr std::array comparedMethods{VaultMethod::Network, VaultMethod::Spline,
                                            VaultMethod::Mirror};

/// One opening completed by each of them; made by compareVaults.
struct VaultComparison {
  std::array<Vault, comparedMethods.size()> vaults;
};

/// The largest distance between the outer tables of any two methods, across the table: mm per
/// pixel of the vaults' chart, NaN where nothing is filled.
std::vector<float> disagreementMm(const VaultComparison& comparison);

/// How far the outer table of `vault` lies from that of `reference`, over what is filled.
struct OuterDifference {
  double meanMm = 0;                                    ///< by area; positive: farther out
  double meanAbsoluteMm = 0, p95Mm = 0, largestMm = 0;  ///< without sign
  Vec3 place;  ///< of the largest, on `reference`; patient LPS
};
OuterDifference outerDifference(const Vault& vault, const Vault& reference, const HeadFrame& frame);

/// Mean thickness of the fill across the outer table, by area.
double meanThicknessMm(const Vault& vault);

}  // namespace bregma
