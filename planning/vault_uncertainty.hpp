#pragma once

#include "model/plan.hpp"
#include "planning/rim.hpp"

namespace bregma {

/// How far the true outer surface may lie from the filled one: on 90 % of the area no farther.
struct OuterUncertainty {
  ChartImage mm;      ///< per pixel of the rim's maps; 0 where nothing is filled
  double meanMm = 0;  ///< by area; NaN when nothing is filled, or filled with nothing
};

/// Grows with the distance from believed bone and with the disagreement between the answer and
/// `other`: for `network` what the prior alone says, for `mirror` and `spline` each other, for
/// `paper` the spline. Calibrated on 20 heads with 9 cleanly cut openings each that no network
/// learned from; remodelled rims err more.
OuterUncertainty outerUncertainty(const RimMaps& rim, const Chart& chart, const ChartImage& outer,
                                  const ChartImage& other, VaultMethod method);

/// The mean by area of a map over the unknown rays; NaN when there are none.
double meanOverFill(const RimMaps& rim, const Chart& chart, const ChartImage& outer,
                    const ChartImage& values);

}  // namespace bregma
