#include "training/shell_errors.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/weighted.hpp"
#include "planning/chart_images.hpp"
#include "planning/shell_distance.hpp"

namespace bregma {

namespace {

constexpr float thinnestBoneMm = 0.8f;  // thinner shells are noise at the threshold
constexpr float thickestVaultMm = 20;   // thicker ones are face or base
constexpr float leastCosine = 0.3f;

double mean(const std::vector<Weighted>& values) {
  double sum = 0, weight = 0;
  for (const Weighted& v : values) {
    sum += v.value * v.weight;
    weight += v.weight;
  }
  return weight > 0 ? sum / weight : std::numeric_limits<double>::quiet_NaN();
}

// Slopes are those of the smooth table, not of the voxels.
ChartImage smoothed(const ChartImage& image, int n) {
  return doubled(halved(nearestFilled(image, n), n), n / 2);
}

}  // namespace

ShellErrors shellErrors(const ShellFields& complete, const ShellFields& defective,
                        const Vault& vault) {
  const Chart& chart = complete.chart;
  const ChartImage outer = smoothed(complete.outer, chart.size);
  std::vector<Weighted> outerErrors, thicknessErrors, uncertainty;
  double hole = 0, within = 0;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      const float thickness = complete.outer[at] - complete.inner[at];
      if (!(thickness > thinnestBoneMm && thickness < thickestVaultMm)) continue;
      if (defective.outer[at] - defective.inner[at] > thinnestBoneMm) continue;
      const float cosine = std::max(leastCosine, slopeCosine(outer, chart, row, column));
      const double area = chart.pixelAreaMm2(column, row, complete.outer[at]) / cosine;
      hole += area;
      const float made = vault.fields.outer[at] - vault.fields.inner[at];
      if (!vault.filled[at] || std::isnan(made)) continue;
      const double error = std::abs(vault.fields.outer[at] - complete.outer[at]) * double(cosine);
      outerErrors.push_back({error, area});
      thicknessErrors.push_back({std::abs(made - thickness) * double(cosine), area});
      uncertainty.push_back({vault.uncertaintyMm[at], area});
      if (error <= vault.uncertaintyMm[at]) within += area;
    }
  double measured = 0;
  for (const Weighted& v : outerErrors) measured += v.weight;
  ShellErrors errors;
  errors.outerMeanMm = mean(outerErrors);
  errors.outerP95Mm = quantileOf(outerErrors, 0.95, std::numeric_limits<double>::quiet_NaN());
  errors.thicknessMeanMm = mean(thicknessErrors);
  errors.uncertaintyMm = mean(uncertainty);
  errors.within90Percent = 100 * within / measured;
  errors.unfilledPercent = 100 * (1 - measured / hole);
  return errors;
}

}  // namespace bregma
