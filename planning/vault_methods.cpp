#include "planning/vault_methods.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/net/network_folder.hpp"
#include "model/parallel.hpp"
#include "planning/paper_vault.hpp"
#include "planning/vault_prior_fit.hpp"
#include "planning/vault_thickness.hpp"
#include "planning/vault_uncertainty.hpp"

namespace bregma {

namespace {

// What the opposite side counts against a believed ray: over the middle of a wide opening, and at
// the orbit, the spline has no other bone to hold on to.
constexpr float mirrorTrust = 0.5f;
// Of the most probable vault's thickness, against what this head continues; a healed rim continues
// its taper.
constexpr float priorThicknessShare = 0.8f, healedThicknessShare = 0.9f;
constexpr float networkShare = 0.7f;  // of the outer table, against the spline's and the mirror's
constexpr float believedOffMm = 2;    // of these two; half as much weight at that distance
constexpr float paperTrust = 0.3f;    // of the network's rays, made of voxels of 2 mm
constexpr float paperRangeMm = 20;    // from the spline: a ray beyond it has hit something else
constexpr double paperNeeded = 0.5;   // of the unknown rays must be completed by it

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
  return p.plate.through(values, trust, {.stiffness = 2});
}

ChartImage mirrorOuter(const VaultProblem& p, const ChartImage& target, const ChartImage& spline) {
  // Where the opposite side is missing the spline takes over, without a step.
  ChartMask told(target.size());
  ChartImage deviation(target.size(), 0);
  for (std::size_t i = 0; i < target.size(); ++i) {
    told[i] = p.active[i] && (p.rim.known[i] || p.mirrorSound[i]);
    if (told[i] && !p.rim.known[i]) deviation[i] = target[i] - spline[i];
  }
  const ChartImage smooth = p.plate.through(deviation, told, {.stiffness = 0.3});
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
  auto maps = p.plate.through({&outer, &thickness}, trust, {.stiffness = 1});
  return {std::move(maps[0]), std::move(maps[1])};
}

// The most probable vault, its thickness tempered by what this head continues, which errs
// independently of it, brought to the believed rays of the rim; the latter alone where the prior
// knows no vault.
VaultFill networkFill(const VaultProblem& p, PriorVault vault, const VaultFill& continued) {
  const float healed = healedShare(p);
  const float thicknessShare = std::lerp(priorThicknessShare, healedThicknessShare, healed);
  for (std::size_t i = 0; i < vault.weight.size(); ++i) {
    if (!p.rim.known[i] && !p.rim.unknown[i]) continue;
    const float outer = p.active[i] ? continued.outer[i] : p.rim.outer[i];
    const float thickness = p.active[i] ? continued.thickness[i] : p.rim.thickness[i];
    vault.outer[i] = std::lerp(outer, vault.outer[i], vault.weight[i]);
    vault.thickness[i] = std::lerp(thickness, vault.thickness[i], thicknessShare * vault.weight[i]);
  }
  const double pull = std::lerp(2e-4, 5e-4, healed);
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
// knows heads, they only continue this one, and the more the rim healed, the more it misleads them.
ChartImage meanOuter(const ChartImage& network, const VaultGround& ground,
                     const ChartImage& weight) {
  const float othersShare = (1 - networkShare) * (1 - healedShare(ground.problem));
  ChartImage mean(network.size());
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const float mirror = ground.mirror[i];
    const float others = std::lerp(mirror, std::midpoint(ground.spline[i], mirror), weight[i]);
    const float off = others - network[i];
    mean[i] = network[i] + othersShare * off / (1 + off * off / (believedOffMm * believedOffMm));
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
  const ChartImage correction = p.plate.through(height, told, {.stiffness = 2, .pull = 0.02});
  for (std::size_t i = 0; i < outer.size(); ++i) fill.outer[i] += correction[i];
}

}  // namespace

VaultGround vaultGround(const Defects& defects, const Progress& progress) {
  progress.at(0);
  VaultPrior prior = readVaultPrior(networkFolder(nameOf(VaultMethod::Network)));
  VaultProblem problem = vaultProblem(judgeRim(defects, prior));
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
  PriorVault probable;
  switch (method) {
    case VaultMethod::Network: {
      VaultFill continued{ground.mirror, {}};
      inParallel([&] { probable = mostProbableVault(problem.rim, ground.prior); },
                 [&] {
                   continued.thickness =
                       splineThickness(problem, meanVault(problem.rim, ground.prior));
                 });
      answer.fill = networkFill(problem, probable, continued);
      answer.fill.outer = meanOuter(answer.fill.outer, ground, probable.weight);
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
      break;
    }
    case VaultMethod::Mirror: answer.fill = {ground.mirror, mirroredThickness(problem)}; break;
  }
  makeFlush(answer.fill, problem, defects.fields);
  answer.band =
      bandByDisagreement(problem.rim, defects.fields.chart, answer.fill.outer,
                         method == VaultMethod::Spline ? ground.mirror : ground.spline, method);
  if (method == VaultMethod::Network) {
    const ChartImage others = withinVault(ground.spline, ground.mirror, probable.weight);
    answer.band = withinVault(bandByDeviation(problem.rim, probable.outerDeviation,
                                              answer.fill.outer, others, healedShare(problem)),
                              answer.band, probable.weight);
  }
  progress.at(1);
  return answer;
}

}  // namespace bregma
