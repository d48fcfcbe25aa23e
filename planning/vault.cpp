#include "planning/vault.hpp"

#include <algorithm>
#include <cmath>

#include "planning/shell_distance.hpp"
#include "planning/vault_blend.hpp"
#include "planning/vault_methods.hpp"
#include "planning/vault_uncertainty.hpp"

namespace bregma {

namespace {

constexpr double uncertainMm = 1.2;  // mean; the worst tenth of clean openings lies beyond

// Puts the fill into the fields at full size.
ShellFields composed(const ShellFields& measured, const RimMaps& rim, const VaultFill& fill,
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

std::vector<Finding> findingsOf(const VaultProblem& p, const Defects& defects, double uncertaintyMm,
                                bool mirrored) {
  std::vector<Finding> findings;
  const auto place = defects.regions.front().center;
  if (p.rim.remodelledPercent > 20)
    findings.push_back({FindingCode::RimRemodelled,
                        Severity::Warning,
                        Step::Vault,
                        {p.rim.remodelledPercent},
                        place});
  if (mirrored && p.mirrorShare < 0.9)
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

// Brings an answer to the size of the fields; the findings are not told yet.
Vault vaultOf(const VaultAnswer& answer, const VaultProblem& problem, const Defects& defects,
              const HeadFrame& frame, double minThicknessMm) {
  const RimMaps& rim = problem.rim;
  Vault vault;
  vault.meanUncertaintyMm = meanOverFill(rim, defects.fields.chart, answer.fill.outer, answer.band);
  if (!(vault.meanUncertaintyMm >= 0))
    throw Error(ErrorCode::VaultNotFilled, {std::string("no sound bone around the defect")});
  const ChartMask filled = doubledMask(rim.unknown, rim.size);
  vault.minThicknessMm = minThicknessMm;
  vault.filled = ownersOf(filled, defects);
  vault.fields = composed(defects.fields, rim, answer.fill, filled, minThicknessMm);
  vault.surface = sheetsOf(vault.fields, filled, frame);
  vault.uncertaintyMm = doubled(answer.band, rim.size);
  for (std::size_t i = 0; i < filled.size(); ++i)
    vault.uncertaintyMm[i] = filled[i] ? std::max(0.0f, vault.uncertaintyMm[i]) : 0;
  return vault;
}

}  // namespace

Vault completeVault(const Bone& bone, const Defects& defects, const HeadFrame& frame,
                    const VaultSettings& settings, Progress progress) {
  const Chart& chart = defects.fields.chart;
  const VaultGround ground = vaultGround(defects, progress.part(0, 0.6));
  const VaultProblem& problem = ground.problem;
  VaultAnswer answer =
      answerOf(settings.method, ground, bone, defects, frame, progress.part(0.6, 0.8));
  bool mirrored = settings.method == VaultMethod::Mirror;
  if (blends(settings)) {
    const VaultAnswer other =
        answerOf(settings.blendWith, ground, bone, defects, frame, progress.part(0.8, 1));
    const ChartImage shares =
        blendShares(settings, {problem.n, chart.maxPolarRad}, answer.fill.outer, frame);
    answer.fill = blended(answer.fill, other.fill, shares);
    // No farther off than both are together, each with its share.
    answer.band = between(answer.band, other.band, shares);
    answer.findings.insert(answer.findings.end(), other.findings.begin(), other.findings.end());
    mirrored = mirrored || settings.blendWith == VaultMethod::Mirror;
  }
  Vault vault = vaultOf(answer, problem, defects, frame, settings.minThicknessMm);
  vault.findings = findingsOf(problem, defects, vault.meanUncertaintyMm, mirrored);
  vault.findings.insert(vault.findings.begin(), answer.findings.begin(), answer.findings.end());
  progress.at(1);
  return vault;
}

VaultComparison compareVaults(const Bone& bone, const Defects& defects, const HeadFrame& frame,
                              double minThicknessMm, Progress progress) {
  const VaultGround ground = vaultGround(defects, progress.part(0, 0.5));
  VaultComparison comparison;
  for (std::size_t i = 0; i < comparedMethods.size(); ++i) {
    const double share = double(i) / comparedMethods.size();
    const VaultAnswer answer = answerOf(comparedMethods[i], ground, bone, defects, frame,
                                        progress.part(0.5 + 0.5 * share, 1));
    comparison.vaults[i] = vaultOf(answer, ground.problem, defects, frame, minThicknessMm);
  }
  progress.at(1);
  return comparison;
}

}  // namespace bregma
