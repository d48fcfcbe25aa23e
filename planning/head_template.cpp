#include "planning/head_template.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/median.hpp"
#include "planning/robust_fit.hpp"
#include "planning/shell_fields.hpp"

namespace bregma {

namespace {

constexpr double robustMm = 2.5;
constexpr double pointsPolarRad = 1.85;                 // how far down points are taken
constexpr double vaultPolarRad = 1.75, fadeRad = 0.15;  // face and base fade out below it
constexpr float thinnestMm = 1, thickestMm = 30;        // other shells are no vault
constexpr int fewSize = 42, allSize = 84;               // of the charts that are cast
constexpr int mostRounds = 6;                           // with few points
constexpr double settlingShare = 0.7;                   // of the round before, moved at most
constexpr double settledMm = 0.5;                       // the vertex moves less

// Parameters: posterior and superior shift in mm, nod in rad, logarithm of the scale.
TypicalFit moved(const TypicalFit& fit, const std::vector<double>& x) {
  TypicalFit out = fit;
  out.frame.center = fit.frame.toPatient({0, x[0], x[1]});
  out.frame.patientFromHead = fit.frame.patientFromHead * rotation({1, 0, 0}, x[2]);
  out.scale = fit.scale * std::exp(x[3]);
  return out;
}

// A share of the way from a fit to the next.
TypicalFit towards(const TypicalFit& from, const TypicalFit& to, double share) {
  const Mat3 headFromPatient = transposed(from.frame.patientFromHead);
  const Vec3 posterior = headFromPatient * to.frame.patientFromHead.columns[1];
  const Vec3 shift = headFromPatient * (to.frame.center - from.frame.center);
  return moved(from,
               {share * shift.y, share * shift.z, share * std::atan2(posterior.z, posterior.y),
                share * std::log(to.scale / from.scale)});
}

}  // namespace

double vertexMovedMm(const HeadFrame& from, const HeadFrame& to) {
  const Vec3 vertex{0, 0, vaultHeightMm};
  return length(to.toPatient(vertex) - from.toPatient(vertex));
}

std::vector<Vec3> outerTable(const BoneField& bone, const HeadFrame& frame, const Chart& chart) {
  const ShellFields fields = castShell(bone, {frame.center, frame.patientFromHead}, chart);
  std::vector<Vec3> points;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      const float thickness = fields.outer[at] - fields.inner[at];
      if (thickness > thinnestMm && thickness < thickestMm &&
          chart.polarRad(column, row) <= pointsPolarRad)
        points.push_back(frame.toPatient(chart.direction(column, row) * double(fields.outer[at])));
    }
  return points;
}

TypicalFit fitPointsToTypicalHead(const std::vector<Vec3>& points, const TypicalFit& start,
                                  const VaultPrior& prior) {
  const Chart chart{prior.size, prior.maxPolarRad};
  // As the points lie at the start: a fit must not gain by moving them out of the vault.
  std::vector<double> weights;
  for (const Vec3& point : points) {
    const auto pixel = chart.pixelOf(start.frame.toHead(point));
    const double polar = chart.polarRad(pixel.column, pixel.row);
    weights.push_back(std::clamp((vaultPolarRad - polar) / fadeRad, 0.0, 1.0));
  }
  const Residuals residuals = [&](const std::vector<double>& x) {
    const TypicalFit candidate = moved(start, x);
    std::vector<double> e(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
      const auto pixel = chart.pixelOf(candidate.frame.toHead(points[i]));
      e[i] = weights[i] *
             (pixel.radius - candidate.scale * bilinear<double>(prior.outer, chart, pixel));
    }
    return e;
  };
  const auto x = robustFit(residuals, {0, 0, 0, 0}, {0.1, 0.1, 0.002, 0.002}, robustMm);
  TypicalFit fit = moved(start, x);
  auto off = residuals(x);
  std::erase(off, 0.0);
  for (double& v : off) v = std::abs(v);
  if (off.empty()) return fit;
  fit.medianMm = medianOf(std::move(off));
  return fit;
}

TypicalFit fitToTypicalHead(const BoneField& bone, const HeadFrame& frame,
                            const VaultPrior& prior) {
  const auto refitted = [&](const TypicalFit& fit, int size) {
    return fitPointsToTypicalHead(outerTable(bone, fit.frame, {size, pointsPolarRad}), fit, prior);
  };
  TypicalFit fit{frame};
  double share = 1, lastMovedMm = std::numeric_limits<double>::infinity();
  for (int round = 0; round < mostRounds; ++round) {
    const TypicalFit next = refitted(fit, fewSize);
    const double movedMm = vertexMovedMm(fit.frame, next.frame);
    // Some heads nod to and fro: what is seen of face and base changes with the frame.
    if (movedMm > settlingShare * lastMovedMm) share /= 2;
    fit = towards(fit, next, share);
    if (movedMm < settledMm) break;
    lastMovedMm = movedMm;
  }
  return refitted(fit, allSize);
}

}  // namespace bregma
