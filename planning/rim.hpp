#pragma once

#include "model/net/vault_prior.hpp"
#include "planning/chart_images.hpp"
#include "planning/results.hpp"

namespace bregma {

/// The maps of a defective vault on a coarser chart, and what of them can be believed.
struct RimMaps {
  int size = 0;  ///< pixels along each side: half of the fields' chart
  ChartImage outer, thickness;
  ChartMask opening;             ///< no bone
  ChartMask sound;               ///< vault bone, smooth; not judged for the rim yet
  ChartMask known;               ///< sound, and neither spoiled by the cut nor remodelled
  ChartMask unknown;             ///< to be filled: the openings and the rim around them
  double remodelledPercent = 0;  ///< of the rays 5 to 10 mm from an opening: not believed
};

/// Decides which rays near an opening tell the vault's shape. The walls of a cut are not radial, so
/// the rays beside it lie; a healed rim is tapered and bent. From sound bone towards the opening a
/// ray is believed as long as it continues the spline of what is believed already (COMPLETION: rim
/// march); a rim that the prior, continued from the far field, contradicts (or the mirrored side,
/// where the prior knows no vault) is left out, up to 20 mm wide and a margin; where the vault ends
/// behind it, its far part is believed after all. Rays through the zygomatic arch are not sound.
/// About 0.2 s.
RimMaps judgeRim(const Defects& defects, const VaultPrior& prior);

}  // namespace bregma
