#include "planning/vault_prior_fit.hpp"

#include <Eigen/Dense>
#include <Eigen/Sparse>
#include <algorithm>
#include <array>
#include <cmath>

#include "model/median.hpp"
#include "model/parallel.hpp"
#include "planning/thin_plate.hpp"

namespace bregma {

namespace {

using Sparse = Eigen::SparseMatrix<double>;

constexpr float thickestMm = 22, strangestMm = 20;  // beyond: face or base, for a head of scale 1

/// How one of the two maps deviates from what the modes say.
struct Deviation {
  double sigmaMm;    ///< of what even the deviation leaves unexplained
  double stiffness;  ///< against bending, for pixels of the prior's chart
  double pull;       ///< towards none
  double symmetry;   ///< towards the same on both sides
};
constexpr Deviation outerDeviation{0.6, 0.125, 3e-5, 0.003};
constexpr Deviation thicknessDeviation{1.0, 0.19, 5e-4, 0.005};

// The prior's pixels in a row, and where each pixel's mirror image is among them.
struct Region {
  std::vector<std::size_t> pixels;
  std::vector<int> number;  // per pixel of the chart; −1 outside
};

Region regionOf(const VaultPrior& prior) {
  Region region{{}, std::vector<int>(prior.region.size(), -1)};
  for (std::size_t i = 0; i < prior.region.size(); ++i)
    if (prior.region[i]) {
      region.number[i] = int(region.pixels.size());
      region.pixels.push_back(i);
    }
  return region;
}

// What a deviation costs, and where each pixel goes in the order of elimination.
struct DeviationCost {
  std::vector<MatrixEntry> bending, asymmetry;  // of Σ (e − mirrored e)²
  Eigen::PermutationMatrix<Eigen::Dynamic, Eigen::Dynamic, int> order;

  Sparse upper(const Deviation& d, const Eigen::VectorXd& weight) const {
    const auto& place = order.indices();
    std::vector<Eigen::Triplet<double>> entries;
    entries.reserve(bending.size() + asymmetry.size());
    const auto add = [&](const MatrixEntry& e, double times) {
      if (const int row = place[e.row], column = place[e.column]; row <= column)
        entries.emplace_back(row, column, times * e.value);
    };
    for (const MatrixEntry& e : bending) add(e, d.stiffness);
    for (const MatrixEntry& e : asymmetry) add(e, d.symmetry);
    for (int i = 0; i < int(weight.size()); ++i) add({i, i, 1}, weight[i] + d.pull);
    Sparse system(weight.size(), weight.size());
    system.setFromTriplets(entries.begin(), entries.end());
    return system;
  }
};

DeviationCost deviationCost(const Region& region, int size) {
  const int count = int(region.pixels.size());
  DeviationCost cost{bendingEntries(region.number, count, size), {}, {}};
  for (int i = 0; i < count; ++i) {
    const std::size_t p = region.pixels[std::size_t(i)];
    const std::size_t column = p % std::size_t(size);
    const int m = region.number[p - column + std::size_t(size) - 1 - column];
    if (m < 0 || m == i) continue;
    cost.asymmetry.insert(cost.asymmetry.end(), {{i, i, 1}, {m, m, 1}, {i, m, -1}, {m, i, -1}});
  }
  std::vector<MatrixEntry> all = cost.bending;
  all.insert(all.end(), cost.asymmetry.begin(), cost.asymmetry.end());
  const std::vector<int> place = eliminationOrder(all, count);
  cost.order.indices() = Eigen::Map<const Eigen::VectorXi>(place.data(), count);
  return cost;
}

struct Observations {
  Eigen::VectorXd weight;  // 0: not believed
  Eigen::VectorXd off[2];  // outer, thickness: against the prior's mean, for scale 1
};

Observations observationsOf(const ChartImage (&maps)[2], const ChartMask& believed, double scale,
                            const VaultPrior& prior, const Region& region) {
  const auto count = Eigen::Index(region.pixels.size());
  Observations seen{Eigen::VectorXd::Zero(count),
                    {Eigen::VectorXd::Zero(count), Eigen::VectorXd::Zero(count)}};
  const Chart chart{prior.size, prior.maxPolarRad};
  for (Eigen::Index i = 0; i < count; ++i) {
    const std::size_t p = region.pixels[std::size_t(i)];
    const double outer = maps[0][p] / scale - prior.outer[p];
    const double thickness = maps[1][p] / scale;
    if (!believed[p] || !(thickness < thickestMm) || !(std::abs(outer) < strangestMm)) continue;
    const double polar =
        chart.polarRad(double(p % std::size_t(prior.size)), double(p / std::size_t(prior.size)));
    seen.weight[i] = polar > 1e-6 ? std::sin(polar) / polar : 1;  // the area of the pixel
    seen.off[0][i] = outer - prior.mean[std::size_t(i)];
    seen.off[1][i] = thickness - prior.thickness[p] - prior.mean[std::size_t(count + i)];
  }
  return seen;
}

using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Unit lower triangular: L⁻¹ of all columns at once, row by row, which Eigen does one at a time.
void solveLower(const Sparse& lower, Rows& rows) {
  for (Eigen::Index j = 0; j < lower.outerSize(); ++j)
    for (Sparse::InnerIterator entry(lower, j); entry; ++entry)
      if (entry.row() > j) rows.row(entry.row()) -= entry.value() * rows.row(j);
}

// What one of the two maps says about the scores of the modes.
struct MapFit {
  Eigen::SimplicialLDLT<Sparse, Eigen::Upper, Eigen::NaturalOrdering<int>> solver;
  Eigen::MatrixXd normal;
  Eigen::VectorXd right;

  void solve(const DeviationCost& cost, const Deviation& d, const Observations& seen, int map,
             const VaultPrior& prior) {
    const Eigen::Index count = seen.weight.size(), modes = Eigen::Index(prior.modes.size());
    solver.compute(cost.upper(d, seen.weight));
    if (solver.info() != Eigen::Success)
      throw Error(ErrorCode::VaultNotFilled, {std::string("the prior has no solution")});
    // What the deviation cannot explain, in units of its sigma: Bᵀ (W − W A⁻¹ W) B, where the
    // deviation's system A is Pᵀ L D Lᵀ P.
    const Eigen::VectorXd root = seen.weight.cwiseSqrt();
    const auto& place = cost.order.indices();
    Rows rows(count, modes);
    for (Eigen::Index k = 0; k < modes; ++k)
      for (Eigen::Index i = 0; i < count; ++i)
        rows(place[i], k) = root[i] * prior.modes[std::size_t(k)][std::size_t(map * count + i)];
    normal = Eigen::MatrixXd::Zero(modes, modes);
    auto half = normal.selfadjointView<Eigen::Lower>();
    half.rankUpdate(rows.transpose());
    for (Eigen::Index i = 0; i < count; ++i) rows.row(place[i]) *= root[i];
    const Eigen::VectorXd off = seen.weight.cwiseProduct(seen.off[map]);
    right = rows.transpose() * (cost.order * seen.off[map] - solver.solve(cost.order * off));
    solveLower(solver.matrixL().nestedExpression(), rows);
    rows.array().colwise() /= solver.vectorD().array().sqrt();
    half.rankUpdate(rows.transpose(), -1);
    normal = half;
    normal /= d.sigmaMm * d.sigmaMm;
    right /= d.sigmaMm * d.sigmaMm;
  }
};

// What the modes say at these scores.
Eigen::VectorXd modalOf(const Eigen::VectorXd& scores, int map, const VaultPrior& prior,
                        Eigen::Index count) {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(count);
  for (std::size_t k = 0; k < prior.modes.size(); ++k)
    sum += scores[Eigen::Index(k)] *
           Eigen::Map<const Eigen::VectorXf>(prior.modes[k].data() + map * count, count)
               .cast<double>();
  return sum;
}

// On the prior's chart: what of a pixel of twice the size is believed in all its four parts.
ChartMask halvedMask(const ChartMask& mask, int n) {
  const int half = n / 2;
  ChartMask out(std::size_t(half) * half);
  for (int row = 0; row < half; ++row)
    for (int column = 0; column < half; ++column) {
      const std::size_t at = std::size_t(2 * row) * n + 2 * column;
      out[std::size_t(row) * half + column] =
          mask[at] + mask[at + 1] + mask[at + n] + mask[at + n + 1] >= 3;
    }
  return out;
}

// The mean vault and what this one is off it, for scale 1, on the rim's chart.
PriorVault vaultOff(const std::array<Eigen::VectorXd, 2>& off, const VaultPrior& prior,
                    const Region& region, double scale) {
  PriorVault vault{{}, {}, priorWeight(prior), scale};
  const std::size_t count = region.pixels.size();
  for (std::size_t map = 0; map < 2; ++map) {
    const auto& typical = map == 0 ? prior.outer : prior.thickness;
    ChartImage image(typical.size(), std::nanf(""));
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t p = region.pixels[i];
      image[p] =
          float(scale * (typical[p] + prior.mean[map * count + i] + off[map][Eigen::Index(i)]));
    }
    (map == 0 ? vault.outer : vault.thickness) =
        doubled(nearestFilled(image, prior.size), prior.size);
  }
  return vault;
}

}  // namespace

double scaleAgainst(const VaultPrior& prior, const ChartImage& outer, const ChartMask& use) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < outer.size(); ++i)
    if (use[i] && prior.region[i] && std::isfinite(outer[i]))
      ratios.push_back(outer[i] / prior.outer[i]);
  return ratios.empty() ? 1 : medianOf(std::move(ratios));
}

// Falls to nothing over the last 26 mm before the region ends.
ChartImage priorWeight(const VaultPrior& prior) {
  constexpr float fadeRad = 0.35f;
  const Chart chart{prior.size, prior.maxPolarRad};
  ChartMask outside(prior.region.size());
  for (std::size_t i = 0; i < outside.size(); ++i) outside[i] = !prior.region[i];
  ChartImage weight = distanceTo(outside, prior.size);
  for (float& w : weight) w = std::min(1.0f, w * float(chart.radPerPixel()) / fadeRad);
  return doubled(weight, prior.size);
}

PriorVault mostProbableVault(const RimMaps& rim, const VaultPrior& prior) {
  ChartImage maps[2] = {rim.outer, rim.thickness};
  for (std::size_t i = 0; i < rim.known.size(); ++i)
    if (!rim.known[i]) maps[0][i] = maps[1][i] = std::nanf("");
  for (ChartImage& map : maps) map = halved(map, rim.size);
  const ChartMask believed = halvedMask(rim.known, rim.size);
  const Region region = regionOf(prior);
  const double scale = scaleAgainst(prior, maps[0], believed);
  const Observations seen = observationsOf(maps, believed, scale, prior, region);

  const auto modes = Eigen::Index(prior.modes.size());
  const DeviationCost cost = deviationCost(region, prior.size);
  std::array<MapFit, 2> fits;
  const auto solve = [&](int map, const Deviation& d) {
    fits[std::size_t(map)].solve(cost, d, seen, map, prior);
  };
  inParallel([&] { solve(0, outerDeviation); }, [&] { solve(1, thicknessDeviation); });
  Eigen::MatrixXd normal = fits[0].normal + fits[1].normal;
  const Eigen::VectorXd right = fits[0].right + fits[1].right;
  for (Eigen::Index k = 0; k < modes; ++k) normal(k, k) += 1 / prior.variances[std::size_t(k)];
  const Eigen::VectorXd scores = normal.ldlt().solve(right);

  std::array<Eigen::VectorXd, 2> off;
  for (int map = 0; map < 2; ++map) {
    const MapFit& fit = fits[std::size_t(map)];
    const Eigen::VectorXd modal = modalOf(scores, map, prior, seen.weight.size());
    off[std::size_t(map)] =
        modal + cost.order.transpose() *
                    fit.solver.solve(cost.order * seen.weight.cwiseProduct(seen.off[map] - modal));
  }
  return vaultOff(off, prior, region, scale);
}

PriorVault meanVault(const RimMaps& rim, const VaultPrior& prior) {
  ChartImage outer = rim.outer;
  for (std::size_t i = 0; i < outer.size(); ++i)
    if (!rim.known[i]) outer[i] = std::nanf("");
  const double scale =
      scaleAgainst(prior, halved(outer, rim.size), halvedMask(rim.known, rim.size));
  const Region region = regionOf(prior);
  const auto none = Eigen::VectorXd::Zero(Eigen::Index(region.pixels.size()));
  return vaultOff({none, none}, prior, region, scale);
}

}  // namespace bregma
