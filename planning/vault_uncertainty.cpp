#include "planning/vault_uncertainty.hpp"

#include <cmath>

namespace bregma {

namespace {

// sqrt(nearMm² + (perMm · distance)²) + perDisagreement · disagreement
struct Growth {
  float nearMm, perMm, perDisagreement;
};

Growth growthOf(VaultMethod method) {
  switch (method) {
    case VaultMethod::Network:  // gives way to the mirror
    case VaultMethod::Mirror: return {0.37f, 0.037f, 1.22f};
    case VaultMethod::Paper:
    case VaultMethod::Spline: break;
  }
  return {0.46f, 0.031f, 1.54f};
}

}  // namespace

ChartImage bandByDeviation(const RimMaps& rim, const ChartImage& deviation, const ChartImage& outer,
                           const ChartImage& other, float healed) {
  constexpr float perDeviation = 0.78f;  // below 1.64: the answer errs less than the prior alone
  const float perDisagreement = 0.1f + 0.4f * healed;
  ChartImage band(rim.unknown.size(), 0);
  for (std::size_t i = 0; i < band.size(); ++i)
    if (rim.unknown[i])
      band[i] = perDeviation * deviation[i] + perDisagreement * std::abs(outer[i] - other[i]);
  return band;
}

ChartImage bandByDisagreement(const RimMaps& rim, const Chart& chart, const ChartImage& outer,
                              const ChartImage& other, VaultMethod method) {
  const Growth growth = growthOf(method);
  const ChartImage distance = distanceTo(rim.known, rim.size);
  const double radPerPixel = Chart{rim.size, chart.maxPolarRad}.radPerPixel();
  ChartImage band(rim.unknown.size(), 0);
  for (std::size_t i = 0; i < band.size(); ++i)
    if (rim.unknown[i])
      band[i] =
          std::hypot(growth.nearMm, growth.perMm * distance[i] * float(radPerPixel) * outer[i]) +
          growth.perDisagreement * std::abs(outer[i] - other[i]);
  return band;
}

double meanOverFill(const RimMaps& rim, const Chart& chart, const ChartImage& outer,
                    const ChartImage& values) {
  const Chart coarse{rim.size, chart.maxPolarRad};
  double sum = 0, area = 0;
  for (int row = 0; row < rim.size; ++row)
    for (int column = 0; column < rim.size; ++column) {
      const std::size_t i = std::size_t(row) * rim.size + column;
      if (!rim.unknown[i]) continue;
      const double pixel = coarse.pixelAreaMm2(column, row, outer[i]);
      sum += pixel * values[i];
      area += pixel;
    }
  return sum / area;
}

}  // namespace bregma
