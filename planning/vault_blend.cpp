#include "planning/vault_blend.hpp"

#include <algorithm>
#include <cmath>

namespace bregma {

namespace {

/// 1 to half of the radius, 0 from the radius on.
double weightAt(double distance, double radius) {
  const double f = std::clamp(2 - 2 * distance / radius, 0.0, 1.0);
  return f * f * (3 - 2 * f);
}

}  // namespace

bool blends(const VaultSettings& settings) {
  return settings.blendWith != settings.method &&
         (settings.blendShare > 0 || !settings.blendStrokes.empty());
}

ChartImage blendShares(const VaultSettings& settings, const Chart& chart, const ChartImage& outer,
                       const HeadFrame& frame) {
  ChartImage shares(chart.count(), float(settings.blendShare));
  for (const BlendStroke& stroke : settings.blendStrokes) {
    const Vec3 center = frame.toHead(stroke.center);
    for (int row = 0; row < chart.size; ++row)
      for (int column = 0; column < chart.size; ++column) {
        const std::size_t at = std::size_t(row) * chart.size + column;
        if (std::isnan(outer[at])) continue;
        const double away = length(chart.direction(column, row) * double(outer[at]) - center);
        shares[at] =
            std::lerp(shares[at], float(stroke.share), float(weightAt(away, stroke.radiusMm)));
      }
  }
  return shares;
}

VaultFill blended(const VaultFill& first, const VaultFill& second, const ChartImage& shares) {
  return {between(first.outer, second.outer, shares),
          between(first.thickness, second.thickness, shares)};
}

}  // namespace bregma
