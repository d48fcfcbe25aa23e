#include "planning/thin_plate.hpp"

#include <Eigen/OrderingMethods>
#include <Eigen/Sparse>
#include <algorithm>
#include <cmath>
#include <limits>

#include "model/error.hpp"

namespace bregma {

namespace {

using Sparse = Eigen::SparseMatrix<double>;

// The symmetric matrix of the thin plate's energy, Σ s_xx² + 2 s_xy² + s_yy², whose free edges go
// on straight (Σ|Δs|² would leave them any harmonic wave), plus a little of Σ|∇s|². `number` is
// each pixel's unknown, −1 for none; n pixels along each side.
Sparse bendingEnergy(const std::vector<int>& number, int unknowns, int n) {
  constexpr double membrane = 1e-4;
  std::vector<Eigen::Triplet<double>> differences;
  int rows = 0;
  const auto add = [&](double weight, std::initializer_list<std::pair<int, double>> terms) {
    for (const auto& [pixel, factor] : terms)
      if (pixel < 0) return;
    for (const auto& [pixel, factor] : terms)
      differences.emplace_back(rows, pixel, std::sqrt(weight) * factor);
    ++rows;
  };
  const auto at = [&](int row, int column) {
    return row < n && column < n ? number[std::size_t(row) * n + column] : -1;
  };
  for (int row = 0; row < n; ++row)
    for (int column = 0; column < n; ++column) {
      const int here = at(row, column), right = at(row, column + 1), below = at(row + 1, column);
      if (here < 0) continue;
      add(1, {{here, 1}, {right, -2}, {at(row, column + 2), 1}});
      add(1, {{here, 1}, {below, -2}, {at(row + 2, column), 1}});
      add(2, {{here, 1}, {right, -1}, {below, -1}, {at(row + 1, column + 1), 1}});
      add(membrane, {{here, 1}, {right, -1}});
      add(membrane, {{here, 1}, {below, -1}});
    }
  Sparse bending(rows, unknowns);
  bending.setFromTriplets(differences.begin(), differences.end());
  return bending.transpose() * bending;
}

// Where each unknown goes in the order that leaves a symmetric matrix's factors few entries.
std::vector<int> eliminationOrder(const Sparse& matrix) {
  Eigen::AMDOrdering<int>::PermutationType order;
  Eigen::AMDOrdering<int>{}(matrix.selfadjointView<Eigen::Lower>(), order);
  std::vector<int> place(std::size_t(matrix.rows()));
  for (int k = 0; k < int(place.size()); ++k) place[std::size_t(order.indices()[k])] = k;
  return place;
}

}  // namespace

struct ThinPlate::Bending {
  std::size_t count;                // of the picture's pixels
  std::vector<std::size_t> pixels;  // of the plate, in the order of elimination
  Sparse upper;                     // the energy's upper triangle; a column ends on the diagonal
};

ThinPlate::ThinPlate(const ChartMask& pixels, int n) {
  std::vector<std::size_t> plate;
  std::vector<int> number(pixels.size(), -1);
  for (std::size_t i = 0; i < pixels.size(); ++i)
    if (pixels[i]) {
      number[i] = int(plate.size());
      plate.push_back(i);
    }
  const int unknowns = int(plate.size());
  const Sparse energy = bendingEnergy(number, unknowns, n);
  const std::vector<int> place = eliminationOrder(energy);
  std::vector<Eigen::Triplet<double>> upper;
  for (int k = 0; k < unknowns; ++k) upper.emplace_back(k, k, 0);
  for (int k = 0; k < unknowns; ++k)
    for (Sparse::InnerIterator entry(energy, k); entry; ++entry)
      if (const int row = place[std::size_t(entry.row())], column = place[std::size_t(k)];
          row <= column)
        upper.emplace_back(row, column, entry.value());
  Bending bending{pixels.size(), std::vector<std::size_t>(plate.size()),
                  Sparse(unknowns, unknowns)};
  for (std::size_t i = 0; i < plate.size(); ++i) bending.pixels[std::size_t(place[i])] = plate[i];
  bending.upper.setFromTriplets(upper.begin(), upper.end());
  bending_ = std::make_shared<const Bending>(std::move(bending));
}

std::vector<ChartImage> ThinPlate::through(const std::vector<const ChartImage*>& values,
                                           const ChartImage& trust,
                                           const SplineWeights& weights) const {
  const auto& [count, pixels, upper] = *bending_;
  Sparse system = weights.stiffness * upper;
  for (std::size_t k = 0; k < pixels.size(); ++k)
    system.valuePtr()[system.outerIndexPtr()[k + 1] - 1] += trust[pixels[k]] + weights.pull + 1e-9;
  const Eigen::SimplicialLDLT<Sparse, Eigen::Upper, Eigen::NaturalOrdering<int>> solver(system);
  if (solver.info() != Eigen::Success)
    throw Error(ErrorCode::VaultNotFilled, {std::string("the spline has no solution")});

  std::vector<ChartImage> results;
  for (const ChartImage* value : values) {
    Eigen::VectorXd right = Eigen::VectorXd::Zero(system.rows());
    for (std::size_t k = 0; k < pixels.size(); ++k)
      if (const double weight = trust[pixels[k]]; weight > 0)
        right[Eigen::Index(k)] = weight * (*value)[pixels[k]];
    const Eigen::VectorXd solved = solver.solve(right);
    ChartImage& image = results.emplace_back(count, std::numeric_limits<float>::quiet_NaN());
    for (std::size_t k = 0; k < pixels.size(); ++k)
      image[pixels[k]] = float(solved[Eigen::Index(k)]);
  }
  return results;
}

}  // namespace bregma
