#pragma once

#include "planning/rim.hpp"
#include "planning/thin_plate.hpp"

namespace bregma {

/// What is to be filled and what is believed around it, on the rim's chart.
struct VaultProblem {
  RimMaps rim;
  int n = 0;              ///< pixels along each side
  ChartMask active = {};  ///< the unknown rays and the vault around them, which shapes the fill
  ThinPlate plate = {};   ///< over the active rays
  ChartMask mirrorSound = {};  ///< the mirrored ray is believed
  ChartImage thicknessTrust =
      {};                  ///< 0 to 1, of believed rays; less for outliers of the inner table
  double mirrorShare = 0;  ///< of the unknown rays
};

/// Beside the unknown rays: what is believed there has leverage on all that is filled.
inline constexpr float leveragePx = 6;

VaultProblem vaultProblem(RimMaps rim);

/// How far the rim as a whole is remodelled. 0: as it was cut; 1: what is left of it tells no slope
/// to continue.
float healedShare(const VaultProblem& problem);

/// `base` plus what the rays say against it, each as far as it is trusted, extended inwards.
ChartImage corrected(const VaultProblem& problem, const ChartImage& base,
                     const ChartImage& measured, const ChartImage& trust,
                     const SplineWeights& weights);

/// The outer table so corrected, by all believed rays. Where the rim ends, at the orbit and the
/// base, nothing holds the other end of the correction: a slope at the rim does not grow on beyond
/// what the rays beside the fill say, by 1.5 mm at most.
ChartImage correctedOuter(const VaultProblem& problem, const ChartImage& base,
                          const SplineWeights& weights);

/// The mirrored map where its ray is believed; elsewhere smoothly continued.
ChartImage mirroredBase(const VaultProblem& problem, const ChartImage& map);

/// `map` as far as `weight`, 0 to 1, says: where the vault ends, at orbit and base, the opposite
/// side takes over.
ChartImage withinVault(const ChartImage& map, const ChartImage& mirror, const ChartImage& weight);

}  // namespace bregma
