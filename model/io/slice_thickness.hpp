#pragma once

#include <vector>

#include "model/error.hpp"

namespace bregma {

/// Slices farther apart round the vault off.
inline constexpr double thickSliceMm = 1.5;

/// How far outside its place a surface that lies along the slices is seen at 226 HU, on average
/// over where it ends between two slices: each shows the mean over its thickness t, and values in
/// between are interpolated. For bone of 1000 HU in brain of 35 HU that is 0.46 t.
inline double thickSliceErrorMm(double sliceMm) { return 0.46 * sliceMm; }

inline void noteThickSlices(double sliceMm, std::vector<Finding>& findings) {
  if (sliceMm > thickSliceMm + 1e-3)
    findings.push_back({FindingCode::SlicesThick,
                        Severity::Warning,
                        Step::Import,
                        {sliceMm, thickSliceErrorMm(sliceMm)},
                        {}});
}

}  // namespace bregma
