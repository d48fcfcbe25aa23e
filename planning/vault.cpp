#include "planning/vault.hpp"

#include <algorithm>
#include <cmath>

#include "planning/rim.hpp"

namespace bregma {

namespace {

constexpr int padPx = 14;             // believed rays around the unknown ones that shape the fill
constexpr double mirrorNeeded = 0.6;  // of the fill must have a sound opposite side

struct Fill {
  ChartImage outer, thickness;
};

// Everything that both methods need, on the coarse chart.
struct Problem {
  const RimMaps& rim;
  int n;
  ChartMask active;
  ChartMask mirrorSound;   // the mirrored ray is believed
  double mirrorShare = 0;  // of the unknown rays
};

Problem problemOf(const RimMaps& rim) {
  Problem p{rim, rim.size, dilated(rim.unknown, rim.size, padPx), {}, 0};
  p.mirrorSound = mirroredColumns(rim.known, p.n);
  double unknown = 0, mirrored = 0;
  for (std::size_t i = 0; i < p.active.size(); ++i) {
    p.active[i] = p.active[i] && (rim.known[i] || rim.unknown[i]);
    if (!rim.unknown[i]) continue;
    unknown += 1;
    mirrored += p.mirrorSound[i];
  }
  p.mirrorShare = unknown > 0 ? mirrored / unknown : 0;
  return p;
}

ChartImage splineOf(const Problem& p, const ChartMask& known, const ChartImage& values,
                    const SplineWeights& weights) {
  return screenedSplines(p.active, known, {&values}, p.n, weights)[0];
}

// base + what the believed rays say against it, extended inwards.
ChartImage corrected(const Problem& p, const ChartImage& base, const ChartImage& measured,
                     const SplineWeights& weights) {
  ChartImage residual(base.size(), 0);
  for (std::size_t i = 0; i < base.size(); ++i)
    if (p.rim.known[i]) residual[i] = measured[i] - base[i];
  ChartMask comparable = p.rim.known;
  for (std::size_t i = 0; i < base.size(); ++i)
    if (std::isnan(base[i])) comparable[i] = 0;
  const ChartImage correction = splineOf(p, comparable, residual, weights);
  ChartImage out(base.size());
  for (std::size_t i = 0; i < base.size(); ++i) out[i] = base[i] + correction[i];
  return out;
}

// The mirrored map where its ray is believed; elsewhere smoothly continued.
ChartImage mirroredBase(const Problem& p, const ChartImage& map) {
  const ChartImage mirrored = mirroredColumns(map, p.n);
  ChartMask believed(map.size());
  for (std::size_t i = 0; i < map.size(); ++i)
    believed[i] = p.mirrorSound[i] && p.active[i] && !std::isnan(mirrored[i]);
  return splineOf(p, believed, mirrored, {.stiffness = 0.3});
}

// Thickness comes from the mirrored side and the far field, never from the rim alone.
ChartImage thicknessOf(const Problem& p) {
  if (p.mirrorShare < mirrorNeeded)
    return splineOf(p, p.rim.known, p.rim.thickness, {.stiffness = 30});
  return corrected(p, mirroredBase(p, p.rim.thickness), p.rim.thickness,
                   {.stiffness = 3, .pull = 5e-4});
}

ChartImage splineOuter(const Problem& p) {
  return splineOf(p, p.rim.known, p.rim.outer, {.stiffness = 2});
}

ChartImage mirrorOuter(const Problem& p, const ChartImage& spline) {
  const ChartImage target =
      corrected(p, mirroredBase(p, p.rim.outer), p.rim.outer, {.stiffness = 2, .pull = 3e-5});
  // Where the opposite side is missing the spline takes over, without a step.
  ChartMask told(target.size());
  ChartImage deviation(target.size(), 0);
  for (std::size_t i = 0; i < target.size(); ++i) {
    told[i] = p.active[i] && (p.rim.known[i] || p.mirrorSound[i]);
    if (told[i] && !p.rim.known[i]) deviation[i] = target[i] - spline[i];
  }
  const ChartImage smooth = splineOf(p, told, deviation, {.stiffness = 0.3});
  ChartImage out(target.size());
  for (std::size_t i = 0; i < target.size(); ++i) out[i] = spline[i] + smooth[i];
  return out;
}

// The cosine between the ray and the surface's normal, from the slope of the radius.
float cosineAt(const ChartImage& outer, const Chart& chart, int row, int column) {
  const int n = chart.size;
  const auto at = [&](int r, int c) {
    return outer[std::size_t(std::clamp(r, 0, n - 1)) * n + std::clamp(c, 0, n - 1)];
  };
  const double polar = chart.polarRad(column, row);
  const double sinc = polar > 1e-9 ? std::sin(polar) / polar : 1;
  // Steps of two pixels a side; across the meridian a pixel is narrower by the sinc.
  const double dx = (at(row, column + 2) - at(row, column - 2)) / 4.0;
  const double dy = (at(row + 2, column) - at(row - 2, column)) / 4.0;
  const double x = column - chart.middle(), y = row - chart.middle();
  const double planar = std::max(std::hypot(x, y), 1e-6);
  const double radial = (dx * x + dy * y) / planar, around = (-dx * y + dy * x) / planar;
  const double perMm = chart.radPerPixel() * std::max(30.0f, at(row, column));
  const double slope = std::hypot(radial / perMm, around / (perMm * std::max(sinc, 0.2)));
  return float(1 / std::sqrt(1 + slope * slope));
}

// Puts the fill into the fields at full size.
ShellFields composed(const ShellFields& measured, const RimMaps& rim, const Fill& fill,
                     const ChartMask& filled, double minThicknessMm) {
  const int n = rim.size;
  ChartImage outer(rim.outer.size(), std::nanf("")), thickness = outer;
  for (std::size_t i = 0; i < outer.size(); ++i) {
    const bool unknown = rim.unknown[i];
    if (!unknown && !rim.known[i]) continue;
    outer[i] = unknown ? fill.outer[i] : rim.outer[i];
    thickness[i] = unknown ? fill.thickness[i] : rim.thickness[i];
  }
  const ChartImage wideOuter = doubled(nearestFilled(outer, n), n);
  const ChartImage wideThickness = doubled(nearestFilled(thickness, n), n);
  ShellFields out = measured;
  const Chart& chart = measured.chart;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      if (!filled[at]) continue;
      const float least =
          float(minThicknessMm) / std::max(0.5f, cosineAt(wideOuter, chart, row, column));
      out.outer[at] = wideOuter[at];
      out.inner[at] = wideOuter[at] - std::max(wideThickness[at], least);
    }
  return out;
}

// Which defect each filled pixel belongs to, 1 + its index.
ChartMask ownersOf(const ChartMask& filled, const Defects& defects) {
  const int n = defects.fields.chart.size;
  std::vector<ChartImage> distances;
  for (const auto& region : defects.regions) distances.push_back(distanceTo(region.opening, n));
  ChartMask owner(filled.size(), 0);
  for (std::size_t i = 0; i < filled.size(); ++i) {
    if (!filled[i]) continue;
    const auto nearest =
        std::ranges::min_element(distances, {}, [&](const ChartImage& d) { return d[i]; });
    owner[i] = std::uint8_t(1 + (nearest - distances.begin()));
  }
  return owner;
}

std::vector<Finding> findingsOf(const Problem& p, const Defects& defects, double disagreementMm,
                                VaultMethod method) {
  std::vector<Finding> findings;
  const auto place = defects.regions.front().center;
  if (p.rim.remodelledPercent > 10)
    findings.push_back({FindingCode::RimRemodelled,
                        Severity::Warning,
                        Step::Vault,
                        {p.rim.remodelledPercent},
                        place});
  if (method == VaultMethod::Mirror && p.mirrorShare < 0.9)
    findings.push_back({FindingCode::MirrorUnusable,
                        Severity::Warning,
                        Step::Vault,
                        {100 * (1 - p.mirrorShare)},
                        place});
  if (disagreementMm > 3)
    findings.push_back(
        {FindingCode::MethodsDisagree, Severity::Warning, Step::Vault, {disagreementMm}, place});
  return findings;
}

}  // namespace

Vault completeVault(const Defects& defects, const HeadFrame&, const VaultSettings& settings,
                    Progress progress) {
  progress.at(0);
  const RimMaps rim = judgeRim(defects);
  progress.at(0.5);
  const Problem problem = problemOf(rim);
  const ChartImage spline = splineOuter(problem);
  progress.at(0.6);
  const ChartImage mirror = mirrorOuter(problem, spline);
  progress.at(0.8);
  const Fill fill{settings.method == VaultMethod::Mirror ? mirror : spline, thicknessOf(problem)};

  Vault vault;
  const ChartMask filled = doubledMask(rim.unknown, rim.size);
  vault.filled = ownersOf(filled, defects);
  vault.fields = composed(defects.fields, rim, fill, filled, settings.minThicknessMm);
  ChartImage disagreement(spline.size(), 0);
  std::vector<float> inside;
  for (std::size_t i = 0; i < spline.size(); ++i)
    if (rim.unknown[i]) {
      disagreement[i] = std::abs(spline[i] - mirror[i]);
      inside.push_back(disagreement[i]);
    }
  if (inside.empty() || std::ranges::any_of(inside, [](float d) { return std::isnan(d); }))
    throw Error(ErrorCode::VaultNotFilled, {std::string("no sound bone around the defect")});
  const auto p95 = inside.begin() + std::ptrdiff_t(double(inside.size() - 1) * 0.95);
  std::ranges::nth_element(inside, p95);
  vault.uncertaintyMm = doubled(disagreement, rim.size);
  for (std::size_t i = 0; i < filled.size(); ++i)
    vault.uncertaintyMm[i] = filled[i] ? std::max(0.0f, vault.uncertaintyMm[i]) : 0;
  vault.findings = findingsOf(problem, defects, *p95, settings.method);
  progress.at(1);
  return vault;
}

}  // namespace bregma
