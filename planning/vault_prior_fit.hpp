#pragma once

#include "model/net/vault_prior.hpp"
#include "planning/rim.hpp"

namespace bregma {

/// A complete vault on the chart of the rim's maps.
struct PriorVault {
  ChartImage outer, thickness;  ///< mm; known for every pixel
  /// How far the prior speaks for a pixel: 1 within its region, falling to 0 at its edge, where
  /// vaults end at another place in each head and their mean is none of them.
  ChartImage weight;
  /// Standard, mm, of the outer table where rays are to be filled; wider where the bone beside them
  /// is not what that around it tells. 0 when none of them lies in the prior's region; empty for
  /// the mean vault.
  ChartImage outerDeviation = {};
  double scale = 1;  ///< of the head against the typical one
};

/// The most probable vault given the believed rays: a Gaussian over both tables, whose covariance
/// is that of the heads that were learned from, made local, plus a smooth deviation of this head,
/// which prefers to be the same on both sides (kriging; Rasmussen and Williams, 2006, ch. 2). In
/// cells of 6 mm; outer table and thickness apart. 0.1 s.
PriorVault mostProbableVault(const RimMaps& rim, const VaultPrior& prior);

/// The mean vault of the heads that were learned from, at this head's size. 0.01 s.
PriorVault meanVault(const RimMaps& rim, const VaultPrior& prior);

/// PriorVault::weight, which depends on the prior alone.
ChartImage priorWeight(const VaultPrior& prior);

/// The head's size against the typical one: the median ratio of the radii of the pixels in `use`.
/// `outer` is a map on the prior's chart.
double scaleAgainst(const VaultPrior& prior, const ChartImage& outer, const ChartMask& use);

}  // namespace bregma
