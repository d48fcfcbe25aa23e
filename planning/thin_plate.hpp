#pragma once

#include <memory>
#include <utility>

#include "planning/chart_images.hpp"

namespace bregma {

/// One entry of a sparse matrix.
struct MatrixEntry {
  int row, column;
  double value;
};

/// The symmetric matrix of the thin plate's energy, Σ s_xx² + 2 s_xy² + s_yy², whose free edges go
/// on straight (Σ|Δs|² would leave them any harmonic wave), plus a little of Σ|∇s|². `number` is
/// each pixel's unknown, −1 for none; n pixels along each side.
std::vector<MatrixEntry> bendingEntries(const std::vector<int>& number, int unknowns, int n);

/// Where each unknown goes in the order that leaves a symmetric matrix's factors few entries (AMD).
std::vector<int> eliminationOrder(const std::vector<MatrixEntry>& entries, int unknowns);

struct SplineWeights {
  double stiffness = 2;  ///< of the bending term, for pixels of the grid at hand
  double pull = 0;       ///< towards zero; 0: a pure smoothing spline
};

/// A thin plate with free edges over some pixels of a picture, which is brought through values.
class ThinPlate {
 public:
  ThinPlate() = default;
  /// Over `pixels`; n along each side of the picture. 0.03 s for 10 000 pixels.
  ThinPlate(const ChartMask& pixels, int n);

  /// argmin Σ trust (s − value)² + stiffness·bending + pull·s²: a screened smoothing thin-plate
  /// spline. One result for each of `values`; NaN off the plate. Values without trust are not read.
  /// Sparse LDLᵀ: 0.06 s for 10 000 pixels. Throws VaultNotFilled without one.
  std::vector<ChartImage> through(const std::vector<const ChartImage*>& values,
                                  const ChartImage& trust, const SplineWeights& weights) const;
  /// Trust 1 on the pixels of `known`.
  std::vector<ChartImage> through(const std::vector<const ChartImage*>& values,
                                  const ChartMask& known, const SplineWeights& weights) const {
    return through(values, ChartImage(known.begin(), known.end()), weights);
  }
  template <class Pixels>  // trust or known
  ChartImage through(const ChartImage& values, const Pixels& where,
                     const SplineWeights& weights) const {
    return std::move(through(std::vector{&values}, where, weights).front());
  }

 private:
  struct Bending;
  std::shared_ptr<const Bending> bending_;
};

}  // namespace bregma
