#include "planning/vault_prior_fit.hpp"

#include <Eigen/Dense>
#include <array>
#include <cmath>

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
constexpr double bothSides = 0.4;  // of the deviation's covariance: with the opposite side's

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

// What all cells are off the mean, given what is seen of one of the two maps.
Eigen::VectorXd expectedOff(const Cells& cells, const Observations& seen, const Deviation& d,
                            const VaultPrior& prior, int map) {
  const Eigen::MatrixXd all = covariance(cells, seen.cells, d, modesOver(cells, prior, map));
  Eigen::MatrixXd system = all(seen.cells, Eigen::all);
  const Eigen::ArrayXd area = cells.area(seen.cells).cast<double>();
  system.diagonal().array() += d.noiseMm * d.noiseMm / (seen.share * area);
  const Eigen::LLT<Eigen::MatrixXd> solver(system);
  if (solver.info() != Eigen::Success)
    throw Error(ErrorCode::VaultNotFilled, {std::string("the prior has no solution")});
  return all * solver.solve(seen.off[map]);
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
  PriorVault vault{{}, {}, priorWeight(prior), scale};
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
  std::array<ChartImage, 2> off;
  const auto solve = [&](int map, const Deviation& d) {
    const Eigen::VectorXd expected = expectedOff(cells, seen, d, prior, map);
    ChartImage image(std::size_t(cells.size) * std::size_t(cells.size), std::nanf(""));
    for (Eigen::Index i = 0; i < cells.count(); ++i)
      image[cells.pixel[std::size_t(i)]] = float(expected[i]);
    off[std::size_t(map)] = doubled(nearestFilled(image, cells.size), cells.size);
  };
  inParallel([&] { solve(0, outerDeviation); }, [&] { solve(1, thicknessDeviation); });
  return vaultOff(off, prior, scale);
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
