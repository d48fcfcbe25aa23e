#pragma once

#include "planning/results.hpp"
#include "planning/shell_fields.hpp"

namespace bregma {

/// How far a completed vault is from the true one inside the hole, mm, perpendicular to the tables;
/// means and percentiles by area. NaN where there is nothing to measure.
struct ShellErrors {
  double outerMeanMm = 0, outerP95Mm = 0;  ///< outer surface
  double thicknessMeanMm = 0;
  double unfilledPercent = 0;  ///< of the hole's area; not in the other numbers
  double uncertaintyMm = 0;    ///< mean of what the vault states
  double within90Percent = 0;  ///< of the area whose outer error is no larger than it states
};

/// Both skulls' tables as seen from the same frame. The hole is where the complete skull has vault
/// and the defective one has no bone.
ShellErrors shellErrors(const ShellFields& complete, const ShellFields& defective,
                        const Vault& vault);

}  // namespace bregma
