#include "planning/head_modes.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "planning/chart_images.hpp"

namespace bregma {

namespace {

constexpr int mostModes = 30;
// Of one point, though the outer table is known better: what the modes leave is much the same in
// neighbors.
constexpr double sigmaMm = 3.5;
constexpr double robustMm = 2.5;  // half as much weight at that distance
constexpr double usualShiftMm = 1.5, usualTurn = 1.5 * std::numbers::pi / 180;
// Of the vault, without outer table: up to the first the mirror plane tells better how a head lies,
// from the second on the modes do.
constexpr double mirroredShare = 0.21, modalShare = 0.31;
constexpr double seenPolarRad = 1.5;  // rays of every vault
constexpr int rounds = 2, mostSteps = 8;
constexpr double settledMm = 0.01;  // the vertex moves less

constexpr int poseCount = 7;  // shift to the left, posterior, superior; nod, roll, turn; log scale
using Pose = Eigen::Matrix<double, poseCount, 1>;
const Pose poseSteps{{0.1, 0.1, 0.1, 0.002, 0.002, 0.002, 0.002}};

TypicalFit moved(const TypicalFit& fit, const Pose& by) {
  TypicalFit out = fit;
  out.frame.center = fit.frame.toPatient({by[0], by[1], by[2]});
  out.frame.patientFromHead = fit.frame.patientFromHead * rotation({1, 0, 0}, by[3]) *
                              rotation({0, 1, 0}, by[4]) * rotation({0, 0, 1}, by[5]);
  out.scale = fit.scale * std::exp(by[6]);
  return out;
}

// The outer table that the prior's mean and its first modes make; unknown beyond their region.
class ModalTable {
 public:
  explicit ModalTable(const VaultPrior& prior)
      : chart_{prior.size, prior.maxPolarRad},
        prior_(prior),
        unknown_(prior.region.size(), std::nanf("")) {
    for (std::size_t i = 0; i < prior.region.size(); ++i)
      if (prior.region[i]) pixels_.push_back(i);
    modes_.resize(std::size_t(std::min(mostModes, int(prior.modes.size()))), unknown_);
    for (std::size_t k = 0; k < modes_.size(); ++k)
      for (std::size_t i = 0; i < pixels_.size(); ++i) modes_[k][pixels_[i]] = prior.modes[k][i];
    setScores(Eigen::VectorXd::Zero(modeCount()));
  }

  Eigen::Index modeCount() const { return Eigen::Index(modes_.size()); }
  double variance(Eigen::Index k) const { return prior_.variances[std::size_t(k)]; }

  void setScores(const Eigen::VectorXd& scores) {
    outer_ = unknown_;
    for (std::size_t i = 0; i < pixels_.size(); ++i) {
      double radius = prior_.outer[pixels_[i]] + prior_.mean[i];
      for (Eigen::Index k = 0; k < modeCount(); ++k)
        radius += scores[k] * prior_.modes[std::size_t(k)][i];
      outer_[pixels_[i]] = float(radius);
    }
  }

  Chart::Pixel pixelOf(const TypicalFit& fit, const Vec3& point) const {
    return chart_.pixelOf(fit.frame.toHead(point));
  }
  /// How far a point lies off the table, for a head of scale 1; NaN where the table is unknown.
  double off(const TypicalFit& fit, const Vec3& point) const {
    const auto pixel = pixelOf(fit, point);
    return pixel.radius / fit.scale - at(outer_, pixel);
  }
  double mode(Eigen::Index k, const Chart::Pixel& pixel) const {
    return at(modes_[std::size_t(k)], pixel);
  }

 private:
  double at(const ChartImage& map, const Chart::Pixel& pixel) const {
    const double last = chart_.size - 1;
    if (!(pixel.column >= 0 && pixel.row >= 0 && pixel.column < last && pixel.row < last))
      return std::nan("");
    return double(bilinear<float>(map, chart_, pixel));
  }

  Chart chart_;
  const VaultPrior& prior_;
  ChartImage unknown_, outer_;
  std::vector<std::size_t> pixels_;
  std::vector<ChartImage> modes_;
};

// How each point that the table knows is off it, and how that changes with pose and scores.
struct Linearized {
  Eigen::MatrixXd slopes;  // one row a point, times the root of its weight
  Eigen::VectorXd off;     // likewise
};

Linearized linearized(const std::vector<Vec3>& points, const TypicalFit& fit,
                      const ModalTable& table) {
  const Eigen::Index modes = table.modeCount();
  std::array<TypicalFit, poseCount> beside;
  for (int p = 0; p < poseCount; ++p)
    beside[std::size_t(p)] = moved(fit, Pose::Unit(p) * poseSteps[p]);
  Linearized out{Eigen::MatrixXd(Eigen::Index(points.size()), poseCount + modes),
                 Eigen::VectorXd(Eigen::Index(points.size()))};
  Eigen::Index row = 0;
  for (const Vec3& point : points) {
    const double off = table.off(fit, point);
    if (std::isnan(off)) continue;
    auto slope = out.slopes.row(row);
    for (int p = 0; p < poseCount; ++p)
      slope[p] = (table.off(beside[std::size_t(p)], point) - off) / poseSteps[p];
    if (!slope.head<poseCount>().allFinite()) continue;
    const auto pixel = table.pixelOf(fit, point);
    for (Eigen::Index k = 0; k < modes; ++k) slope[poseCount + k] = -table.mode(k, pixel);
    const double root = 1 / (sigmaMm * std::hypot(1.0, off / robustMm));
    slope *= root;
    out.off[row++] = root * off;
  }
  out.slopes.conservativeResize(row, Eigen::NoChange);
  out.off.conservativeResize(row);
  return out;
}

double unseenShare(const std::vector<Vec3>& points, const HeadFrame& frame, const Chart& chart) {
  const auto isVault = [&](double column, double row) {
    return chart.polarRad(column, row) <= seenPolarRad;
  };
  double rays = 0, seen = 0;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) rays += isVault(column, row);
  for (const Vec3& point : points) {
    const auto pixel = chart.pixelOf(frame.toHead(point));
    seen += isVault(pixel.column, pixel.row);
  }
  return 1 - seen / rays;
}

}  // namespace

TypicalFit fitPointsToModes(const std::vector<Vec3>& points, const TypicalFit& start,
                            const VaultPrior& prior, double freedom) {
  ModalTable table(prior);
  const Eigen::Index modes = table.modeCount();
  Eigen::VectorXd certainty(poseCount + modes);  // 1 / variance of each parameter; scale is free
  certainty.head<3>().setConstant(std::pow(freedom * usualShiftMm, -2));
  certainty.segment<3>(3).setConstant(std::pow(freedom * usualTurn, -2));
  certainty[6] = 1e-9;
  for (Eigen::Index k = 0; k < modes; ++k) certainty[poseCount + k] = 1 / table.variance(k);

  TypicalFit fit = start;
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(poseCount + modes);
  for (int step = 0; step < mostSteps; ++step) {
    const Linearized seen = linearized(points, fit, table);
    Eigen::MatrixXd normal = seen.slopes.transpose() * seen.slopes;
    normal.diagonal() += certainty;
    const Eigen::VectorXd change =
        normal.ldlt().solve(-seen.slopes.transpose() * seen.off - certainty.cwiseProduct(sum));
    if (!change.allFinite()) return start;
    sum += change;
    const TypicalFit before = fit;
    fit = moved(fit, change.head<poseCount>());
    table.setScores(sum.tail(modes));
    if (vertexMovedMm(before.frame, fit.frame) < settledMm) break;
  }
  return fit;
}

TypicalFit fitToModes(const BoneField& bone, const TypicalFit& start, const VaultPrior& prior) {
  const Chart chart{prior.size / 2, prior.maxPolarRad};
  TypicalFit fit = start;
  double freedom = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::vector<Vec3> points = outerTable(bone, fit.frame, chart);
    if (round == 0)
      freedom = std::clamp(
          (unseenShare(points, fit.frame, chart) - mirroredShare) / (modalShare - mirroredShare),
          0.0, 1.0);
    if (freedom <= 0) break;
    fit = fitPointsToModes(points, fit, prior, freedom);
  }
  return fit;
}

}  // namespace bregma
