#include "planning/vault_methods.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/net/network_folder.hpp"
#include "model/parallel.hpp"
#include "planning/paper_vault.hpp"
#include "planning/vault_prior_fit.hpp"

namespace bregma {

namespace {

constexpr int padPx = 14;  // believed rays around the unknown ones that shape the fill
// What the opposite side counts against a believed ray: over the middle of a wide opening, and at
// the orbit, the spline has no other bone to hold on to.
constexpr float mirrorTrust = 0.5f;
constexpr float ridge = 1.4f;  // times the usual thickness: sinus, orbital rim, protuberance
// Of the most probable vault, against what this head continues.
constexpr float priorOuterShare = 0.5f, priorThicknessShare = 0.6f;
constexpr float networkShare = 0.5f;  // of the outer table, against the spline's and the mirror's
constexpr float believedOffMm = 2;    // of these two; half as much weight at that distance
constexpr float usualTrust = 3;       // of the usual thickness to the opposite side's, if both fit
constexpr float paperTrust = 0.3f;    // of the network's rays, made of voxels of 2 mm
constexpr float paperRangeMm = 20;    // from the spline: a ray beyond it has hit something else
constexpr double paperNeeded = 0.5;   // of the unknown rays must be completed by it
constexpr double mirrorNeeded = 0.6;  // of the fill must have a sound opposite side
constexpr float besidePx = 6;         // of the fill: a ray there has leverage
constexpr float innerOffMm = 0.3f;    // of the inner table; half as much trust at that distance
constexpr double healedPercent = 30;  // of the rim: what is left of it tells no slope to continue

ChartImage splineOf(const VaultProblem& p, const ChartImage& trust, const ChartImage& values,
                    const SplineWeights& weights) {
  return screenedSplines(p.active, trust, {&values}, p.n, weights)[0];
}

ChartImage splineOf(const VaultProblem& p, const ChartMask& known, const ChartImage& values,
                    const SplineWeights& weights) {
  return splineOf(p, ChartImage(known.begin(), known.end()), values, weights);
}

// A single ray beside the opening sways the thickness of all that is filled: the farther the inner
// table is off a stiff surface through its neighbors there, the less it counts.
ChartImage thicknessTrust(const VaultProblem& p) {
  ChartImage trust(p.rim.known.begin(), p.rim.known.end()), inner(trust.size());
  for (std::size_t i = 0; i < inner.size(); ++i) inner[i] = p.rim.outer[i] - p.rim.thickness[i];
  const ChartImage around = splineOf(p, p.rim.known, inner, {.stiffness = 20});
  const ChartImage distance = distanceTo(p.rim.unknown, p.n);
  for (std::size_t i = 0; i < trust.size(); ++i) {
    if (!p.rim.known[i] || std::isnan(around[i]) || distance[i] > besidePx) continue;
    const float off = (inner[i] - around[i]) / innerOffMm;
    trust[i] = 1 / (1 + off * off);
  }
  return trust;
}

VaultProblem problemOf(RimMaps given) {
  VaultProblem p{.rim = std::move(given)};
  const RimMaps& rim = p.rim;
  p.n = rim.size;
  p.active = dilated(rim.unknown, rim.size, padPx);
  p.mirrorSound = mirroredColumns(rim.known, p.n);
  double unknown = 0, mirrored = 0;
  for (std::size_t i = 0; i < p.active.size(); ++i) {
    p.active[i] = p.active[i] && (rim.known[i] || rim.unknown[i]);
    if (!rim.unknown[i]) continue;
    unknown += 1;
    mirrored += p.mirrorSound[i];
  }
  p.mirrorShare = unknown > 0 ? mirrored / unknown : 0;
  p.thicknessTrust = thicknessTrust(p);
  return p;
}

// base + what the rays say against it, each as far as it is trusted, extended inwards.
ChartImage corrected(const VaultProblem& p, const ChartImage& base, const ChartImage& measured,
                     const ChartImage& trust, const SplineWeights& weights) {
  ChartImage residual(base.size(), 0), told(base.size(), 0);
  for (std::size_t i = 0; i < base.size(); ++i) {
    if (!(trust[i] > 0) || std::isnan(measured[i] - base[i])) continue;
    residual[i] = measured[i] - base[i];
    told[i] = trust[i];
  }
  const ChartImage correction = splineOf(p, told, residual, weights);
  ChartImage out(base.size());
  for (std::size_t i = 0; i < base.size(); ++i) out[i] = base[i] + correction[i];
  return out;
}

ChartImage correctedOuter(const VaultProblem& p, const ChartImage& base,
                          const SplineWeights& weights) {
  return corrected(p, base, p.rim.outer, {p.rim.known.begin(), p.rim.known.end()}, weights);
}

// The mirrored map where its ray is believed; elsewhere smoothly continued.
ChartImage mirroredBase(const VaultProblem& p, const ChartImage& map) {
  const ChartImage mirrored = mirroredColumns(map, p.n);
  ChartMask believed(map.size());
  for (std::size_t i = 0; i < map.size(); ++i)
    believed[i] = p.mirrorSound[i] && p.active[i] && !std::isnan(mirrored[i]);
  return splineOf(p, believed, mirrored, {.stiffness = 0.3});
}

// The thickness around the fill, by rank.
float usualThickness(const VaultProblem& p, double quantile) {
  std::vector<float> around;
  for (std::size_t i = 0; i < p.active.size(); ++i)
    if (p.active[i] && p.rim.known[i]) around.push_back(p.rim.thickness[i]);
  if (around.empty()) return std::nanf("");
  const auto at = around.begin() + std::ptrdiff_t(double(around.size() - 1) * quantile);
  std::ranges::nth_element(around, at);
  return *at;
}

// Where the vault ends, at orbit and base, the opposite side takes over.
ChartImage withinVault(const ChartImage& map, const ChartImage& mirror, const ChartImage& weight) {
  ChartImage out(map.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::lerp(mirror[i], map[i], weight[i]);
  return out;
}

// Ridges are not continued.
ChartImage thicknessWithoutRidges(const VaultProblem& p) {
  ChartImage thickness = p.rim.thickness;
  const float most = ridge * usualThickness(p, 0.5);
  for (float& t : thickness)
    if (t > most) t = std::nanf("");
  return thickness;
}

ChartImage correctedThickness(const VaultProblem& p, const ChartImage& base,
                              const ChartImage& measured, const SplineWeights& weights) {
  ChartImage fill = corrected(p, base, measured, p.thicknessTrust, weights);
  const float cap = usualThickness(p, 0.95);
  for (float& t : fill) t = std::min(t, cap);
  return fill;
}

bool tellsThickness(const VaultProblem& p) { return p.mirrorShare >= mirrorNeeded; }

// The mirrored side's thickness; the usual one where too little of that side is sound.
ChartImage oppositeThickness(const VaultProblem& p, const ChartImage& measured) {
  return tellsThickness(p) ? mirroredBase(p, measured)
                           : ChartImage(measured.size(), usualThickness(p, 0.5));
}

// From the mirrored side and the far field, never from the rim alone.
ChartImage mirroredThickness(const VaultProblem& p, const ChartImage& opposite,
                             const ChartImage& measured) {
  const SplineWeights weights = tellsThickness(p) ? SplineWeights{.stiffness = 3, .pull = 5e-4}
                                                  : SplineWeights{.stiffness = 30, .pull = 5e-5};
  return correctedThickness(p, opposite, measured, weights);
}

ChartImage mirroredThickness(const VaultProblem& p) {
  const ChartImage measured = thicknessWithoutRidges(p);
  return mirroredThickness(p, oppositeThickness(p, measured), measured);
}

// The variance of the trusted thickness around the fill that a base leaves unexplained, told where
// the opposite side is sound: elsewhere its map is but continued.
float unexplained(const VaultProblem& p, const ChartImage& base, const ChartImage& measured) {
  double weight = 0, sum = 0, squares = 0;
  for (std::size_t i = 0; i < p.active.size(); ++i) {
    const double off = measured[i] - base[i], w = p.thicknessTrust[i];
    if (!p.active[i] || !p.mirrorSound[i] || !(w > 0) || std::isnan(off)) continue;
    weight += w;
    sum += w * off;
    squares += w * off * off;
  }
  return weight > 0 ? float(squares / weight - sum / weight * (sum / weight)) : 0;
}

// The share of the usual head's thickness against the mirrored side's: the better a map tells the
// bone around the opening, the more it is believed within.
float usualShareOf(const VaultProblem& p, const ChartImage& usual, const ChartImage& opposite,
                   const ChartImage& measured) {
  if (!tellsThickness(p)) return usualTrust / (usualTrust + 1);
  const float byMirror = unexplained(p, opposite, measured);
  const float byUsual = unexplained(p, usual, measured);
  return byMirror > 0 ? usualTrust * byMirror / (usualTrust * byMirror + byUsual) : 0;
}

// The mean of the usual head's, brought to this one by the believed rays, and of the mirrored
// side's; a healed rim is believed near itself only.
ChartImage splineThickness(const VaultProblem& p, const PriorVault& mean) {
  const float pull = p.rim.remodelledPercent > healedPercent ? 5e-4f : 0;
  const ChartImage measured = thicknessWithoutRidges(p);
  const ChartImage opposite = oppositeThickness(p, measured);
  const ChartImage usual =
      correctedThickness(p, mean.thickness, measured, {.stiffness = 3, .pull = pull});
  const float usualShare = usualShareOf(p, mean.thickness, opposite, measured);
  ChartImage share = mean.weight;
  for (float& w : share) w *= usualShare;
  return withinVault(usual, mirroredThickness(p, opposite, measured), share);
}

// The mirrored outer table, brought to this side by the believed rays.
ChartImage mirrorTarget(const VaultProblem& p) {
  return correctedOuter(p, mirroredBase(p, p.rim.outer), {.stiffness = 2, .pull = 3e-5});
}

ChartImage splineOuter(const VaultProblem& p, const ChartImage& target) {
  ChartImage trust(target.size(), 0), values = p.rim.outer;
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (p.rim.known[i]) {
      trust[i] = 1;
    } else if (p.rim.unknown[i] && p.mirrorSound[i]) {
      trust[i] = mirrorTrust;
      values[i] = target[i];
    }
  }
  return splineOf(p, trust, values, {.stiffness = 2});
}

ChartImage mirrorOuter(const VaultProblem& p, const ChartImage& target, const ChartImage& spline) {
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
VaultFill paperFill(const VaultProblem& p, const ShellFields& paper, const ChartImage& spline) {
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

// The mean of the most probable vault and of what this head continues, which err independently of
// each other, brought to the believed rays of the rim; the latter alone where the prior knows no
// vault.
VaultFill networkFill(const VaultProblem& p, PriorVault vault, const VaultFill& continued) {
  for (std::size_t i = 0; i < vault.weight.size(); ++i) {
    if (!p.rim.known[i] && !p.rim.unknown[i]) continue;
    const float outer = p.active[i] ? continued.outer[i] : p.rim.outer[i];
    const float thickness = p.active[i] ? continued.thickness[i] : p.rim.thickness[i];
    vault.outer[i] = std::lerp(outer, vault.outer[i], priorOuterShare * vault.weight[i]);
    vault.thickness[i] =
        std::lerp(thickness, vault.thickness[i], priorThicknessShare * vault.weight[i]);
  }
  const double pull = p.rim.remodelledPercent > healedPercent ? 5e-4 : 2e-4;
  VaultFill fill;
  inParallel([&] { fill.outer = correctedOuter(p, vault.outer, {.stiffness = 2, .pull = 3e-6}); },
             [&] {
               fill.thickness = corrected(p, vault.thickness, p.rim.thickness, p.thicknessTrust,
                                          {.stiffness = 3, .pull = pull});
             });
  return fill;
}

// The mean of three outer tables, which err independently of each other; the spline's counts where
// the vault goes on. Where the others are far off, over wide openings, the network's alone: it
// knows heads, they only continue this one, and a healed rim misleads them.
ChartImage meanOuter(const ChartImage& network, const ChartImage& spline, const ChartImage& mirror,
                     const ChartImage& weight) {
  ChartImage mean(network.size());
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const float others = std::lerp(mirror[i], std::midpoint(spline[i], mirror[i]), weight[i]);
    const float off = others - network[i];
    mean[i] =
        network[i] + (1 - networkShare) * off / (1 + off * off / (believedOffMm * believedOffMm));
  }
  return mean;
}

// Brings the fill's edge to the height of the bone beside it, over a few mm, so that the outer rim
// is flush where the bone is dented or raised. Rays that leave through the wall of the cut are told
// by their slope.
void makeFlush(VaultFill& fill, const VaultProblem& p, const ShellFields& measured) {
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
  const ChartImage correction = splineOf(p, told, height, {.stiffness = 2, .pull = 0.04});
  for (std::size_t i = 0; i < outer.size(); ++i) fill.outer[i] += correction[i];
}

}  // namespace

VaultGround vaultGround(const Defects& defects, const Progress& progress) {
  progress.at(0);
  VaultPrior prior = readVaultPrior(networkFolder(nameOf(VaultMethod::Network)));
  VaultProblem problem = problemOf(judgeRim(defects, prior));
  progress.at(0.6);
  const ChartImage target = mirrorTarget(problem);
  progress.at(0.8);
  ChartImage spline = splineOuter(problem, target);
  ChartImage mirror = mirrorOuter(problem, target, spline);
  progress.at(1);
  return {std::move(prior), std::move(problem), std::move(spline), std::move(mirror)};
}

VaultAnswer answerOf(VaultMethod method, const VaultGround& ground, const Bone& bone,
                     const Defects& defects, const HeadFrame& frame, const Progress& progress) {
  progress.at(0);
  const VaultProblem& problem = ground.problem;
  VaultAnswer answer;
  answer.method = method;
  answer.other = ground.spline;
  switch (method) {
    case VaultMethod::Network: {
      PriorVault probable;
      VaultFill continued{ground.mirror, {}};
      inParallel([&] { probable = mostProbableVault(problem.rim, ground.prior); },
                 [&] {
                   continued.thickness =
                       splineThickness(problem, meanVault(problem.rim, ground.prior));
                 });
      answer.fill = networkFill(problem, probable, continued);
      if (problem.rim.remodelledPercent <= healedPercent)
        answer.fill.outer =
            meanOuter(answer.fill.outer, ground.spline, ground.mirror, probable.weight);
      answer.other = withinVault(probable.outer, ground.spline, probable.weight);
      break;
    }
    case VaultMethod::Paper: {
      const ShellFields paper =
          paperShell(bone, frame, defects.fields.chart, answer.findings, progress);
      answer.fill = paperFill(problem, paper, ground.spline);
      break;
    }
    case VaultMethod::Spline: {
      const PriorVault mean = meanVault(problem.rim, ground.prior);
      answer.fill = {withinVault(ground.spline, ground.mirror, mean.weight),
                     splineThickness(problem, mean)};
      answer.other = ground.mirror;
      break;
    }
    case VaultMethod::Mirror: answer.fill = {ground.mirror, mirroredThickness(problem)}; break;
  }
  makeFlush(answer.fill, problem, defects.fields);
  progress.at(1);
  return answer;
}

}  // namespace bregma
