#pragma once

#include <cmath>

#include "model/net/vault_prior.hpp"
#include "planning/shell_fields.hpp"

namespace bregma {

/// A prior whose typical head is longer at the back and flatter on top than a sphere of 75 mm, 6 mm
/// thick; its one mode makes the whole vault thicker, by 1 mm a unit.
inline VaultPrior eggPrior() {
  const Chart chart{96};
  VaultPrior prior;
  prior.size = chart.size;
  prior.maxPolarRad = chart.maxPolarRad;
  prior.thickness.assign(chart.count(), 6);
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const Vec3 d = chart.direction(column, row);
      prior.outer.push_back(float(75 + 12 * d.y * d.y + 4 * d.y - 5 * d.z * d.z));
      prior.region.push_back(chart.polarRad(column, row) < 1.7);
    }
  std::size_t count = 0;
  for (const auto in : prior.region) count += in;
  prior.mean.assign(2 * count, 0);
  const float share = 1 / std::sqrt(float(count));
  auto& mode = prior.modes.emplace_back(2 * count, 0.0f);
  for (std::size_t i = count; i < 2 * count; ++i) mode[i] = share;
  prior.variances.push_back(float(count));
  return prior;
}

}  // namespace bregma
