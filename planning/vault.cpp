#include "planning/vault.hpp"

#include <algorithm>
#include <cmath>

#include "model/net/network_folder.hpp"
#include "planning/paper_vault.hpp"
#include "planning/rim.hpp"
#include "planning/shell_distance.hpp"
#include "planning/vault_prior_fit.hpp"
#include "planning/vault_uncertainty.hpp"

namespace bregma {

namespace {

constexpr int padPx = 14;  // believed rays around the unknown ones that shape the fill
// What the opposite side counts against a believed ray: it only decides where the spline has no
// bone to hold on to, as at the orbit.
constexpr float mirrorTrust = 5e-3f;
constexpr float ridge = 1.4f;         // times the usual thickness: sinus, orbital rim, protuberance
constexpr float priorShare = 0.5f;    // against the opposite side
constexpr float paperTrust = 0.3f;    // of the network's rays, made of voxels of 2 mm
constexpr float paperRangeMm = 20;    // from the spline: a ray beyond it has hit something else
constexpr double paperNeeded = 0.5;   // of the unknown rays must be completed by it
constexpr double mirrorNeeded = 0.6;  // of the fill must have a sound opposite side
constexpr double healedPercent = 30;  // of the rim: what is left of it tells no slope to continue
constexpr double uncertainMm = 1.2;   // mean; the worst tenth of clean openings lies beyond

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

ChartMask where(const ChartMask& mask, const ChartImage& values) {
  ChartMask out(mask.size());
  for (std::size_t i = 0; i < mask.size(); ++i) out[i] = mask[i] && !std::isnan(values[i]);
  return out;
}

// base + what the believed rays say against it, extended inwards.
ChartImage corrected(const Problem& p, const ChartImage& base, const ChartImage& measured,
                     const SplineWeights& weights) {
  ChartImage residual(base.size(), 0);
  for (std::size_t i = 0; i < base.size(); ++i)
    if (p.rim.known[i]) residual[i] = measured[i] - base[i];
  const ChartImage correction = splineOf(p, where(p.rim.known, residual), residual, weights);
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

// The thickness around the fill, by rank.
float usualThickness(const Problem& p, double quantile) {
  std::vector<float> around;
  for (std::size_t i = 0; i < p.active.size(); ++i)
    if (p.active[i] && p.rim.known[i]) around.push_back(p.rim.thickness[i]);
  if (around.empty()) return std::nanf("");
  const auto at = around.begin() + std::ptrdiff_t(double(around.size() - 1) * quantile);
  std::ranges::nth_element(around, at);
  return *at;
}

// Thickness comes from the mirrored side and the far field, never from the rim alone; ridges are
// not continued.
ChartImage thicknessOf(const Problem& p) {
  ChartImage thickness = p.rim.thickness;
  const float usual = usualThickness(p, 0.5), most = ridge * usual;
  for (float& t : thickness)
    if (t > most) t = std::nanf("");
  ChartImage fill =
      p.mirrorShare < mirrorNeeded
          ? corrected(p, ChartImage(thickness.size(), usual), thickness,
                      {.stiffness = 30, .pull = 5e-5})
          : corrected(p, mirroredBase(p, thickness), thickness, {.stiffness = 3, .pull = 5e-4});
  const float cap = usualThickness(p, 0.95);
  for (float& t : fill) t = std::min(t, cap);
  return fill;
}

// The mirrored outer table, brought to this side by the believed rays.
ChartImage mirrorTarget(const Problem& p) {
  return corrected(p, mirroredBase(p, p.rim.outer), p.rim.outer, {.stiffness = 2, .pull = 3e-5});
}

ChartImage splineOuter(const Problem& p, const ChartImage& target) {
  ChartImage trust(target.size(), 0), values = p.rim.outer;
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (p.rim.known[i]) {
      trust[i] = 1;
    } else if (p.rim.unknown[i] && p.mirrorSound[i]) {
      trust[i] = mirrorTrust;
      values[i] = target[i];
    }
  }
  return screenedSplines(p.active, trust, {&values}, p.n, {.stiffness = 2})[0];
}

ChartImage mirrorOuter(const Problem& p, const ChartImage& target, const ChartImage& spline) {
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

// The network's tables: smoothed, continued where it puts no bone, joined to the believed rays.
Fill paperFill(const Problem& p, const ShellFields& paper, const ChartImage& spline) {
  ChartImage outer = halved(paper.outer, paper.chart.size);
  ChartImage thickness = halved(paper.inner, paper.chart.size);
  ChartImage trust(outer.size(), 0);
  double unknown = 0, told = 0;
  for (std::size_t i = 0; i < outer.size(); ++i) {
    thickness[i] = outer[i] - thickness[i];
    unknown += p.rim.unknown[i];
    if (p.rim.known[i]) {
      trust[i] = 1;
      outer[i] = p.rim.outer[i];
      thickness[i] = p.rim.thickness[i];
    } else if (p.rim.unknown[i] && std::abs(outer[i] - spline[i]) < paperRangeMm) {
      trust[i] = paperTrust;
      told += 1;
    }
  }
  if (told < paperNeeded * unknown)
    throw Error(ErrorCode::VaultNotFilled,
                {std::string("the network leaves most of the opening empty")});
  auto maps = screenedSplines(p.active, trust, {&outer, &thickness}, p.n, {.stiffness = 1});
  return {std::move(maps[0]), std::move(maps[1])};
}

// The mean of the most probable vault and the opposite side's, which err independently of each
// other, brought to the believed rays of the rim; the latter alone where the prior knows no vault.
Fill networkFill(const Problem& p, PriorVault vault, const Fill& opposite) {
  for (std::size_t i = 0; i < vault.weight.size(); ++i) {
    if (!p.rim.known[i] && !p.rim.unknown[i]) continue;
    const float w = priorShare * vault.weight[i];
    const float outer = p.active[i] ? opposite.outer[i] : p.rim.outer[i];
    const float thickness = p.active[i] ? opposite.thickness[i] : p.rim.thickness[i];
    vault.outer[i] = w * vault.outer[i] + (1 - w) * outer;
    vault.thickness[i] = w * vault.thickness[i] + (1 - w) * thickness;
  }
  const double pull = p.rim.remodelledPercent > healedPercent ? 5e-4 : 5e-5;
  return {corrected(p, vault.outer, p.rim.outer, {.stiffness = 2, .pull = 3e-6}),
          corrected(p, vault.thickness, p.rim.thickness, {.stiffness = 3, .pull = pull})};
}

// Brings the fill's edge to the height of the bone beside it, over a few mm, so that the outer rim
// is flush where the bone is dented or raised. Rays that leave through the wall of the cut are told
// by their slope.
void makeFlush(Fill& fill, const Problem& p, const ShellFields& measured) {
  constexpr float mostMm = 2.5f, steepestMmPerPx = 0.4f;
  const int wide = measured.chart.size;
  ChartImage outer(p.rim.outer.size());
  for (std::size_t i = 0; i < outer.size(); ++i)
    outer[i] = p.rim.unknown[i] ? fill.outer[i] : p.rim.outer[i];
  const ChartImage filled = doubled(nearestFilled(outer, p.n), p.n);
  const ChartMask unknown = doubledMask(p.rim.unknown, p.n);
  ChartImage above(filled.size(), std::nanf(""));
  for (std::size_t i = 0; i < above.size(); ++i) {
    const float off = measured.outer[i] - filled[i];
    if (unknown[i] && std::abs(off) < mostMm) above[i] = off;
  }
  ChartImage gentle = above;
  for (int row = 1; row + 1 < wide; ++row)
    for (int column = 1; column + 1 < wide; ++column) {
      const std::size_t at = std::size_t(row) * wide + column;
      for (const std::size_t next : {at - 1, at + 1, at - wide, at + wide})
        if (unknown[next] && !(std::abs(above[next] - above[at]) < steepestMmPerPx))
          gentle[at] = std::nanf("");
    }
  const ChartImage beside = halved(gentle, wide);
  ChartMask told = p.rim.known;
  ChartImage height(outer.size(), 0);
  for (std::size_t i = 0; i < told.size(); ++i)
    if (p.rim.unknown[i] && p.rim.sound[i] && !std::isnan(beside[i])) {
      told[i] = 1;
      height[i] = beside[i];
    }
  const ChartImage correction = splineOf(p, told, height, {.stiffness = 1, .pull = 0.02});
  for (std::size_t i = 0; i < outer.size(); ++i) fill.outer[i] += correction[i];
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
          float(minThicknessMm) / std::max(0.5f, slopeCosine(wideOuter, chart, row, column));
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

// The spline has no bone to hold on to where the vault ends at orbit or base: there the opposite
// side takes over.
ChartImage withinVault(const ChartImage& spline, const ChartImage& mirror,
                       const ChartImage& weight) {
  ChartImage outer(spline.size());
  for (std::size_t i = 0; i < outer.size(); ++i)
    outer[i] = std::lerp(mirror[i], spline[i], weight[i]);
  return outer;
}

// What the prior alone says, as far as it speaks; elsewhere `opposite`.
ChartImage priorOuter(const PriorVault& prior, const ChartImage& opposite) {
  ChartImage outer(opposite.size());
  for (std::size_t i = 0; i < outer.size(); ++i)
    outer[i] = std::lerp(opposite[i], prior.outer[i], prior.weight[i]);
  return outer;
}

std::vector<Finding> findingsOf(const Problem& p, const Defects& defects, double uncertaintyMm,
                                VaultMethod method) {
  std::vector<Finding> findings;
  const auto place = defects.regions.front().center;
  if (p.rim.remodelledPercent > 20)
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
  if (uncertaintyMm > uncertainMm)
    findings.push_back(
        {FindingCode::VaultUncertain, Severity::Warning, Step::Vault, {uncertaintyMm}, place});
  return findings;
}

// Both tables of the fill as open sheets.
TriangleMesh sheetsOf(const ShellFields& fields, const ChartMask& filled, const HeadFrame& frame) {
  const int n = fields.chart.size;
  TriangleMesh mesh;
  for (const auto* radius : {&fields.outer, &fields.inner}) {
    std::vector<std::uint32_t> vertex(filled.size(), 0);
    for (int row = 0; row < n; ++row)
      for (int column = 0; column < n; ++column) {
        const std::size_t at = std::size_t(row) * n + column;
        if (!filled[at]) continue;
        vertex[at] = std::uint32_t(mesh.vertices.size());
        mesh.vertices.push_back(
            frame.toPatient(fields.chart.direction(column, row) * double((*radius)[at])));
        if (row == 0 || column == 0 || !filled[at - 1] || !filled[at - n] || !filled[at - n - 1])
          continue;
        const auto a = vertex[at - n - 1], b = vertex[at - n], c = vertex[at], d = vertex[at - 1];
        if (radius == &fields.outer)
          mesh.triangles.insert(mesh.triangles.end(), {{a, b, c}, {a, c, d}});
        else
          mesh.triangles.insert(mesh.triangles.end(), {{a, c, b}, {a, d, c}});
      }
  }
  return mesh;
}

}  // namespace

Vault completeVault(const Bone& bone, const Defects& defects, const HeadFrame& frame,
                    const VaultSettings& settings, Progress progress) {
  std::vector<Finding> paperFindings;
  ShellFields paper;
  if (settings.method == VaultMethod::Paper) {
    paper = paperShell(bone, frame, defects.fields.chart, paperFindings, progress.part(0, 0.5));
    progress = progress.part(0.5, 1);
  }
  progress.at(0);
  const VaultPrior prior = readVaultPrior(networkFolder(nameOf(VaultMethod::Network)));
  const RimMaps rim = judgeRim(defects, prior);
  progress.at(0.5);
  const Problem problem = problemOf(rim);
  const ChartImage target = mirrorTarget(problem);
  progress.at(0.6);
  const ChartImage spline = splineOuter(problem, target);
  progress.at(0.7);
  const ChartImage mirror = mirrorOuter(problem, target, spline);
  progress.at(0.8);
  Fill fill;
  ChartImage other = spline;  // what the answer is compared with
  switch (settings.method) {
    case VaultMethod::Network: {
      const PriorVault probable = mostProbableVault(rim, prior);
      fill = networkFill(problem, probable, {mirror, thicknessOf(problem)});
      other = priorOuter(probable, spline);
      break;
    }
    case VaultMethod::Paper: fill = paperFill(problem, paper, spline); break;
    case VaultMethod::Spline:
      fill = {withinVault(spline, mirror, priorWeight(prior)), thicknessOf(problem)};
      other = mirror;
      break;
    case VaultMethod::Mirror: fill = {mirror, thicknessOf(problem)}; break;
  }
  makeFlush(fill, problem, defects.fields);

  Vault vault;
  const ChartMask filled = doubledMask(rim.unknown, rim.size);
  vault.minThicknessMm = settings.minThicknessMm;
  vault.filled = ownersOf(filled, defects);
  vault.fields = composed(defects.fields, rim, fill, filled, settings.minThicknessMm);
  vault.surface = sheetsOf(vault.fields, filled, frame);
  const OuterUncertainty uncertainty =
      outerUncertainty(rim, defects.fields.chart, fill.outer, other, settings.method);
  if (!(uncertainty.meanMm >= 0))
    throw Error(ErrorCode::VaultNotFilled, {std::string("no sound bone around the defect")});
  vault.uncertaintyMm = doubled(uncertainty.mm, rim.size);
  for (std::size_t i = 0; i < filled.size(); ++i)
    vault.uncertaintyMm[i] = filled[i] ? std::max(0.0f, vault.uncertaintyMm[i]) : 0;
  vault.meanUncertaintyMm = uncertainty.meanMm;
  vault.findings = findingsOf(problem, defects, uncertainty.meanMm, settings.method);
  vault.findings.insert(vault.findings.begin(), paperFindings.begin(), paperFindings.end());
  progress.at(1);
  return vault;
}

}  // namespace bregma
