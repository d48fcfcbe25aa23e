#include "planning/vault_uncertainty.hpp"

#include <cmath>

namespace bregma {

namespace {

// sqrt(nearMm² + (perMm · distance)²) + perDisagreement · disagreement
struct Band {
  float nearMm, perMm, perDisagreement;
};

Band bandOf(VaultMethod method) {
  switch (method) {
    case VaultMethod::Network: return {0.29f, 0.029f, 0.9f};
    case VaultMethod::Mirror: return {0.37f, 0.037f, 1.22f};
    case VaultMethod::Paper:
    case VaultMethod::Spline: break;
  }
  return {0.46f, 0.031f, 1.54f};
}

}  // namespace

OuterUncertainty outerUncertainty(const RimMaps& rim, const Chart& chart, const ChartImage& outer,
                                  const ChartImage& other, VaultMethod method) {
  const Band band = bandOf(method);
  const ChartImage distance = distanceTo(rim.known, rim.size);
  const Chart coarse{rim.size, chart.maxPolarRad};
  OuterUncertainty out{ChartImage(outer.size(), 0)};
  for (int row = 0; row < rim.size; ++row)
    for (int column = 0; column < rim.size; ++column) {
      const std::size_t i = std::size_t(row) * rim.size + column;
      if (!rim.unknown[i]) continue;
      const float away = distance[i] * float(coarse.radPerPixel()) * outer[i];
      out.mm[i] = std::hypot(band.nearMm, band.perMm * away) +
                  band.perDisagreement * std::abs(outer[i] - other[i]);
    }
  out.meanMm = meanOverFill(rim, chart, outer, out.mm);
  return out;
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
