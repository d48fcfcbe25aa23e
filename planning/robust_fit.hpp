#pragma once

#include <functional>
#include <vector>

namespace bregma {

/// NaN: this residual does not count.
using Residuals = std::function<std::vector<double>(const std::vector<double>& parameters)>;

/// The parameters of the least sum of soft-L1 residuals: beyond `softAt` they count linearly.
/// Levenberg–Marquardt from `start` with a numeric Jacobian; `steps` is how far each parameter is
/// moved for it. The number of residuals must not depend on the parameters.
std::vector<double> robustFit(const Residuals& residuals, const std::vector<double>& start,
                              const std::vector<double>& steps, double softAt);

}  // namespace bregma
