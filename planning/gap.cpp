#include "planning/gap.hpp"

#include <algorithm>
#include <cmath>

namespace bregma {

double gapAt(const ImplantSettings& settings, const Vec3& place) {
  double gap = settings.gapMm;
  for (const GapRegion& region : settings.gapRegions) {
    const double inside = region.radiusMm - length(place - region.center);
    const double passage = std::min(region.radiusMm, std::max(4.0, region.radiusMm / 3));
    const double f = std::clamp(inside / passage, 0.0, 1.0);
    gap = std::lerp(gap, region.gapMm, f * f * (3 - 2 * f));
  }
  return gap;
}

double widestGap(const ImplantSettings& settings) {
  double widest = settings.gapMm;
  for (const GapRegion& region : settings.gapRegions) widest = std::max(widest, region.gapMm);
  return widest;
}

}  // namespace bregma
