#include "planning/vault_prior_fit.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "model/median.hpp"
#include "model/parallel.hpp"

namespace bregma {

namespace {

constexpr float thickestMm = 22, strangestMm = 20;  // beyond: face or base, for a head of scale 1
constexpr double vaultRadiusMm = 80;

// Modes of few heads overstate how far distant parts of a vault go together and understate how much
// heads differ: they count within this distance, on either side of the head, and more than they do
// in themselves (as ensembles of forecasts are localized and inflated: Houtekamer and Mitchell,
// 2001).
constexpr double modesReachMm = 55, modesTimes = 1.5;

/// What no learned head showed, and no mode explains: Matérn 3/2, for a head of scale 1.
struct Deviation {
  double mm;       ///< standard deviation
  double rangeMm;  ///< along which it goes together
  double noiseMm;  ///< of a cell, what even its neighbors do not share
};
constexpr Deviation outerDeviation{3, 40, 0.3}, thicknessDeviation{1, 15, 0.3};
constexpr double usualMissMm = 0.1;  // of outer cells beside an opening, see missedBeside
constexpr double bothSides = 0.4;    // of the deviation's covariance: with the opposite side's

/// The prior's region in cells of 2×2 pixels of its chart.
struct Cells {
  int size = 0;                    // along each side of their chart
  std::vector<std::size_t> pixel;  // of their chart
  std::vector<int> ofPixel;        // for the region's pixels in a row
  std::vector<float> pixels;       // how many of them the cell has
  Eigen::ArrayXf x, y, z;          // its direction
  Eigen::ArrayXf area;             // against that of the cell at the vertex

  Eigen::Index count() const { return Eigen::Index(pixel.size()); }
};

Cells cellsOf(const VaultPrior& prior) {
  Cells cells;
  cells.size = prior.size / 2;
  const Chart chart{cells.size, prior.maxPolarRad};
  std::vector<int> number(chart.count(), -1);
  for (std::size_t p = 0; p < prior.region.size(); ++p) {
    if (!prior.region[p]) continue;
    const auto n = std::size_t(prior.size);
    const std::size_t at = p / n / 2 * std::size_t(cells.size) + p % n / 2;
    if (number[at] < 0) {
      number[at] = int(cells.pixel.size());
      cells.pixel.push_back(at);
      cells.pixels.push_back(0);
    }
    cells.ofPixel.push_back(number[at]);
    cells.pixels[std::size_t(number[at])] += 1;
  }
  for (Eigen::ArrayXf* values : {&cells.x, &cells.y, &cells.z, &cells.area})
    values->resize(cells.count());
  for (Eigen::Index i = 0; i < cells.count(); ++i) {
    const std::size_t at = cells.pixel[std::size_t(i)];
    const double column = double(at % std::size_t(cells.size));
    const double row = double(at / std::size_t(cells.size));
    const Vec3 d = chart.direction(column, row);
    cells.x[i] = float(d.x), cells.y[i] = float(d.y), cells.z[i] = float(d.z);
    cells.area[i] = float(chart.pixelAreaMm2(column, row, 1 / chart.radPerPixel()));
  }
  return cells;
}

struct Observations {
  std::vector<int> cells;  // in which something is believed
  Eigen::ArrayXd share;    // of the cell's pixels
  Eigen::VectorXd off[2];  // outer, thickness: against the prior's mean, for scale 1
};

Observations observationsOf(const ChartImage (&maps)[2], const ChartMask& believed, double scale,
                            const VaultPrior& prior, const Cells& cells) {
  const std::size_t count = cells.ofPixel.size();
  Eigen::ArrayXXd sums = Eigen::ArrayXXd::Zero(cells.count(), 3);  // two maps and how many
  for (std::size_t p = 0, i = 0; p < prior.region.size(); ++p) {
    if (!prior.region[p]) continue;
    const std::size_t own = i++;
    const double outer = maps[0][p] / scale - prior.outer[p];
    const double thickness = maps[1][p] / scale;
    if (!believed[p] || !(thickness < thickestMm) || !(std::abs(outer) < strangestMm)) continue;
    sums.row(cells.ofPixel[own]) += Eigen::Array3d(
        outer - prior.mean[own], thickness - prior.thickness[p] - prior.mean[count + own], 1);
  }
  Observations seen;
  for (Eigen::Index i = 0; i < cells.count(); ++i)
    if (sums(i, 2) > 0) seen.cells.push_back(int(i));
  const Eigen::ArrayXXd told = sums(seen.cells, Eigen::all);
  seen.share = told.col(2) / 4;
  for (int map = 0; map < 2; ++map) seen.off[map] = told.col(map) / told.col(2);
  return seen;
}

// The modes' means over the cells, as large as their standard deviations.
Eigen::MatrixXf modesOver(const Cells& cells, const VaultPrior& prior, int map) {
  const std::size_t count = cells.ofPixel.size();
  Eigen::MatrixXf out = Eigen::MatrixXf::Zero(cells.count(), Eigen::Index(prior.modes.size()));
  for (std::size_t k = 0; k < prior.modes.size(); ++k) {
    const float* mode = prior.modes[k].data() + std::size_t(map) * count;
    const float deviation = std::sqrt(prior.variances[k]);
    for (std::size_t i = 0; i < count; ++i) {
      const int cell = cells.ofPixel[i];
      out(cell, Eigen::Index(k)) += deviation * mode[i] / cells.pixels[std::size_t(cell)];
    }
  }
  return out;
}

// Of all cells with the observed ones. Distances are chords, for which both terms are covariances
// on a sphere; each counts the cell and its mirror image, so they are symmetric.
Eigen::MatrixXd covariance(const Cells& cells, const std::vector<int>& observed, const Deviation& d,
                           const Eigen::MatrixXf& modes) {
  using Row = Eigen::ArrayXf;
  const Eigen::MatrixXf together = modes * modes(observed, Eigen::all).transpose();
  const auto perSquare = float(-0.5 * std::pow(vaultRadiusMm / modesReachMm, 2));
  const auto perChord = float(vaultRadiusMm / d.rangeMm), variance = float(d.mm * d.mm);
  const Row norm = (1 + (4 * perSquare * cells.x.square()).exp()).rsqrt();
  Eigen::MatrixXd out(cells.count(), Eigen::Index(observed.size()));
  Row across, own, other, near, chord, deviation;
  for (std::size_t k = 0; k < observed.size(); ++k) {
    const int at = observed[k];
    across = 2 - 2 * (cells.y[at] * cells.y + cells.z[at] * cells.z);
    own = (across - 2 * cells.x[at] * cells.x).max(0);  // squared chords
    other = (across + 2 * cells.x[at] * cells.x).max(0);
    near = ((perSquare * own).exp() + (perSquare * other).exp()) * norm * norm[at];
    chord = perChord * own.sqrt();
    deviation = (1 + chord) * (-chord).exp();
    chord = perChord * other.sqrt();
    deviation += float(bothSides) * (1 + chord) * (-chord).exp();
    const auto column = Eigen::Index(k);
    out.col(column) =
        (float(modesTimes) * together.col(column).array() * near + variance * deviation)
            .cast<double>();
  }
  return out;
}

// What is expected of one of the two maps, given what is seen of it.
struct Posterior {
  Eigen::VectorXd off;        // of all cells, against the mean
  Eigen::VectorXd deviation;  // standard, of the asked cells; wider where those beside surprise
};

// Of a cell with itself.
double variance(const Cells& cells, Eigen::Index cell, const Deviation& d,
                const Eigen::MatrixXf& modes) {
  const double chord = 2 * std::abs(cells.x[cell]) * vaultRadiusMm / d.rangeMm;
  return modesTimes * modes.row(cell).squaredNorm() +
         d.mm * d.mm * (1 + bothSides * (1 + chord) * std::exp(-chord));
}

// Of the seen ones, those beside an asked one.
std::vector<int> besideAsked(const Cells& cells, const std::vector<int>& seen,
                             const std::vector<int>& asked) {
  constexpr double reachMm = 40;
  const auto leastCosine = float(1 - 0.5 * std::pow(reachMm / vaultRadiusMm, 2));
  std::vector<int> out;
  for (std::size_t k = 0; k < seen.size(); ++k)
    if (std::ranges::any_of(asked, [&, at = seen[k]](int cell) {
          return cells.x[at] * cells.x[cell] + cells.y[at] * cells.y[cell] +
                     cells.z[at] * cells.z[cell] >
                 leastCosine;
        }))
      out.push_back(int(k));
  return out;
}

// By how much the cells beside the opening miss what all others tell of them, root of the mean
// square, in mm (left out one at a time: Rasmussen and Williams, 2006, 5.4.2).
double missedBeside(const std::vector<int>& beside, const Eigen::LLT<Eigen::MatrixXd>& solver,
                    const Eigen::VectorXd& weights) {
  const auto count = Eigen::Index(beside.size());
  Eigen::MatrixXd units = Eigen::MatrixXd::Zero(weights.size(), count);
  for (Eigen::Index i = 0; i < count; ++i) units(beside[std::size_t(i)], i) = 1;
  solver.matrixL().solveInPlace(units);
  double squares = 0;
  for (Eigen::Index i = 0; i < count; ++i)
    squares += std::pow(weights[beside[std::size_t(i)]] / units.col(i).squaredNorm(), 2);
  return std::sqrt(squares / double(count));
}

Posterior posterior(const Cells& cells, const Observations& seen, const std::vector<int>& asked,
                    const Deviation& d, const VaultPrior& prior, int map) {
  const Eigen::MatrixXf modes = modesOver(cells, prior, map);
  const Eigen::MatrixXd all = covariance(cells, seen.cells, d, modes);
  Eigen::MatrixXd system = all(seen.cells, Eigen::all);
  const Eigen::ArrayXd area = cells.area(seen.cells).cast<double>();
  system.diagonal().array() += d.noiseMm * d.noiseMm / (seen.share * area);
  const Eigen::LLT<Eigen::MatrixXd> solver(system);
  if (solver.info() != Eigen::Success)
    throw Error(ErrorCode::VaultNotFilled, {std::string("the prior has no solution")});
  const Eigen::VectorXd weights = solver.solve(seen.off[map]);
  Eigen::ArrayXd left(Eigen::Index(asked.size()));
  for (Eigen::Index i = 0; i < left.size(); ++i)
    left[i] = variance(cells, asked[std::size_t(i)], d, modes);
  double missed = usualMissMm;
  if (!asked.empty() && !seen.cells.empty()) {
    const Eigen::MatrixXd explained = solver.matrixL().solve(all(asked, Eigen::all).transpose());
    left -= explained.colwise().squaredNorm().transpose().array();
    const std::vector<int> beside = besideAsked(cells, seen.cells, asked);
    if (!beside.empty()) missed = missedBeside(beside, solver, weights);
  }
  return {all * weights, std::midpoint(1.0, missed / usualMissMm) * left.max(0).sqrt()};
}

// The cells in which a ray is to be filled.
std::vector<int> askedCells(const RimMaps& rim, const Cells& cells) {
  ChartMask asked(std::size_t(cells.size) * std::size_t(cells.size), 0);
  const auto n = std::size_t(rim.size), perCell = n / std::size_t(cells.size);
  for (std::size_t i = 0; i < rim.unknown.size(); ++i)
    if (rim.unknown[i]) asked[i / n / perCell * std::size_t(cells.size) + i % n / perCell] = 1;
  std::vector<int> out;
  for (std::size_t cell = 0; cell < cells.pixel.size(); ++cell)
    if (asked[cells.pixel[cell]]) out.push_back(int(cell));
  return out;
}

// On the prior's chart; pixels without a cell take the nearest one's.
ChartImage imageOf(const Eigen::VectorXd& values, const std::vector<std::size_t>& pixel, int size) {
  ChartImage image(std::size_t(size) * std::size_t(size), std::nanf(""));
  for (std::size_t i = 0; i < pixel.size(); ++i) image[pixel[i]] = float(values[Eigen::Index(i)]);
  return doubled(nearestFilled(image, size), size);
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

// The mean vault and what this one is off it, on the prior's chart for scale 1, at the head's size
// on the rim's chart.
PriorVault vaultOff(const std::array<ChartImage, 2>& off, const VaultPrior& prior, double scale) {
  PriorVault vault{.outer = {}, .thickness = {}, .weight = priorWeight(prior), .scale = scale};
  std::size_t i = 0;  // among the means of both maps
  for (std::size_t map = 0; map < 2; ++map) {
    ChartImage image = map == 0 ? prior.outer : prior.thickness;
    for (std::size_t p = 0; p < image.size(); ++p)
      image[p] = prior.region[p] ? float(scale) * (image[p] + prior.mean[i++] + off[map][p])
                                 : std::nanf("");
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
  const double scale = scaleAgainst(prior, maps[0], believed);
  const Cells cells = cellsOf(prior);
  const Observations seen = observationsOf(maps, believed, scale, prior, cells);
  const std::vector<int> asked = askedCells(rim, cells);
  Posterior outer, thickness;
  inParallel([&] { outer = posterior(cells, seen, asked, outerDeviation, prior, 0); },
             [&] { thickness = posterior(cells, seen, {}, thicknessDeviation, prior, 1); });
  PriorVault vault = vaultOff({imageOf(outer.off, cells.pixel, cells.size),
                               imageOf(thickness.off, cells.pixel, cells.size)},
                              prior, scale);
  std::vector<std::size_t> pixel;
  for (const int cell : asked) pixel.push_back(cells.pixel[std::size_t(cell)]);
  vault.outerDeviation =
      asked.empty() ? ChartImage(vault.outer.size(), 0)
                    : doubled(imageOf(scale * outer.deviation, pixel, cells.size), prior.size);
  return vault;
}

PriorVault meanVault(const RimMaps& rim, const VaultPrior& prior) {
  ChartImage outer = rim.outer;
  for (std::size_t i = 0; i < outer.size(); ++i)
    if (!rim.known[i]) outer[i] = std::nanf("");
  const double scale =
      scaleAgainst(prior, halved(outer, rim.size), halvedMask(rim.known, rim.size));
  const ChartImage none(prior.region.size(), 0);
  return vaultOff({none, none}, prior, scale);
}

}  // namespace bregma
