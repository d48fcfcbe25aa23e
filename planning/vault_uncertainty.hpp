#pragma once

#include "model/plan.hpp"
#include "planning/rim.hpp"

namespace bregma {

/// Bands about a filled outer surface: on 90 % of the area the true one lies no farther from it.
/// Mm, per pixel of the rim's maps; 0 where nothing is filled. Calibrated on heads that no network
/// learned from: that of `network` on 79 official and 200 synthetic openings, half of them healed,
/// the others on 180 cleanly cut ones; remodelled rims err more.

/// For `network` where the prior knows vaults: as wide as its standard deviation
/// (PriorVault::outerDeviation) and the disagreement of the answer with `other`, which the healed
/// share of the rim makes count more.
ChartImage bandByDeviation(const RimMaps& rim, const ChartImage& deviation, const ChartImage& outer,
                           const ChartImage& other, float healed);

/// For the other methods, and `network` elsewhere: grows with the distance from believed bone and
/// with the disagreement between the answer and `other`: for `spline` the mirror, else the spline.
ChartImage bandByDisagreement(const RimMaps& rim, const Chart& chart, const ChartImage& outer,
                              const ChartImage& other, VaultMethod method);

/// The mean by area of a map over the unknown rays; NaN when there are none.
double meanOverFill(const RimMaps& rim, const Chart& chart, const ChartImage& outer,
                    const ChartImage& values);

}  // namespace bregma
