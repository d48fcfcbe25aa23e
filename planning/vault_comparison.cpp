#include "planning/vault_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/weighted.hpp"
#include "planning/shell_distance.hpp"

namespace bregma {

namespace {

/// `use(at, direction, areaMm2)` for each filled pixel.
template <class Use>
void eachFilled(const Vault& vault, Use&& use) {
  const Chart& chart = vault.fields.chart;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      if (!vault.filled[at]) continue;
      const float cosine = std::max(0.3f, slopeCosine(vault.fields.outer, chart, row, column));
      use(at, chart.direction(column, row), cosine,
          chart.pixelAreaMm2(column, row, vault.fields.outer[at]) / cosine);
    }
}

}  // namespace

std::vector<float> disagreementMm(const VaultComparison& comparison) {
  const Vault& first = comparison.vaults.front();
  std::vector<float> out(first.fields.chart.count(), std::numeric_limits<float>::quiet_NaN());
  eachFilled(first, [&](std::size_t at, const Vec3&, float cosine, double) {
    float low = first.fields.outer[at], high = low;
    for (const Vault& vault : comparison.vaults) {
      low = std::min(low, vault.fields.outer[at]);
      high = std::max(high, vault.fields.outer[at]);
    }
    out[at] = (high - low) * cosine;
  });
  return out;
}

OuterDifference outerDifference(const Vault& vault, const Vault& reference,
                                const HeadFrame& frame) {
  std::vector<Weighted> absolute;
  OuterDifference difference;
  double area = 0;
  eachFilled(reference, [&](std::size_t at, const Vec3& direction, float cosine, double pixel) {
    const float radius = reference.fields.outer[at];
    const double mm = (vault.fields.outer[at] - radius) * cosine;
    if (!std::isfinite(mm)) return;
    absolute.push_back({std::abs(mm), pixel});
    area += pixel;
    difference.meanMm += mm * pixel;
    difference.meanAbsoluteMm += std::abs(mm) * pixel;
    if (std::abs(mm) <= difference.largestMm && area > pixel) return;
    difference.largestMm = std::abs(mm);
    difference.place = frame.toPatient(direction * double(radius));
  });
  if (area == 0) return difference;
  difference.meanMm /= area;
  difference.meanAbsoluteMm /= area;
  difference.p95Mm = quantileOf(std::move(absolute), 0.95, 0);
  return difference;
}

double meanThicknessMm(const Vault& vault) {
  double sum = 0, area = 0;
  eachFilled(vault, [&](std::size_t at, const Vec3&, float cosine, double pixel) {
    sum += (vault.fields.outer[at] - vault.fields.inner[at]) * cosine * pixel;
    area += pixel;
  });
  return area > 0 ? sum / area : 0;
}

}  // namespace bregma
