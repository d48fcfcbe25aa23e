#include "planning/vault_problem.hpp"

#include <algorithm>
#include <cmath>

#include "model/median.hpp"

namespace bregma {

namespace {

constexpr int padPx = 14;             // believed rays around the unknown ones that shape the fill
constexpr float innerOffMm = 0.3f;    // of the inner table; half as much trust at that distance
constexpr float boundSlackMm = 1.5f;  // beyond what the believed rays say against a base
// Of the rim, remodelled: from the first on it is doubted, beyond the second what is left of it
// tells no slope to continue.
constexpr double doubtedPercent = 20, healedPercent = 40;

// A single ray beside the opening sways the thickness of all that is filled: the farther the inner
// table is off a stiff surface through its neighbors there, the less it counts.
ChartImage thicknessTrust(const VaultProblem& p) {
  ChartImage trust(p.rim.known.begin(), p.rim.known.end()), inner(trust.size());
  for (std::size_t i = 0; i < inner.size(); ++i) inner[i] = p.rim.outer[i] - p.rim.thickness[i];
  const ChartImage around = p.plate.through(inner, p.rim.known, {.stiffness = 20});
  const ChartImage distance = distanceTo(p.rim.unknown, p.n);
  for (std::size_t i = 0; i < trust.size(); ++i) {
    if (!p.rim.known[i] || std::isnan(around[i]) || distance[i] > leveragePx) continue;
    const float off = (inner[i] - around[i]) / innerOffMm;
    trust[i] = 1 / (1 + off * off);
  }
  return trust;
}

// Beyond the range by `slack` at most, smoothly.
float within(float value, float low, float high, float slack) {
  if (value > high) return high + slack * std::tanh((value - high) / slack);
  if (value < low) return low + slack * std::tanh((value - low) / slack);
  return value;
}

}  // namespace

VaultProblem vaultProblem(RimMaps given) {
  VaultProblem p{.rim = std::move(given)};
  const RimMaps& rim = p.rim;
  p.n = rim.size;
  p.active = dilated(rim.unknown, rim.size, padPx);
  p.mirrorSound = mirroredColumns(rim.known, p.n);
  double unknown = 0, mirrored = 0;
  for (std::size_t i = 0; i < p.active.size(); ++i) {
    p.active[i] = p.active[i] && (rim.known[i] || rim.sound[i] || rim.unknown[i]);
    if (!rim.unknown[i]) continue;
    unknown += 1;
    mirrored += p.mirrorSound[i];
  }
  p.plate = ThinPlate(p.active, p.n);
  p.mirrorShare = unknown > 0 ? mirrored / unknown : 0;
  p.thicknessTrust = thicknessTrust(p);
  return p;
}

float healedShare(const VaultProblem& p) {
  return float(std::clamp(
      (p.rim.remodelledPercent - doubtedPercent) / (healedPercent - doubtedPercent), 0.0, 1.0));
}

ChartImage corrected(const VaultProblem& p, const ChartImage& base, const ChartImage& measured,
                     const ChartImage& trust, const SplineWeights& weights) {
  ChartImage residual(base.size(), 0), told(base.size(), 0);
  for (std::size_t i = 0; i < base.size(); ++i) {
    if (!(trust[i] > 0) || std::isnan(measured[i] - base[i])) continue;
    residual[i] = measured[i] - base[i];
    told[i] = trust[i];
  }
  const ChartImage correction = p.plate.through(residual, told, weights);
  ChartImage out(base.size());
  for (std::size_t i = 0; i < base.size(); ++i) out[i] = base[i] + correction[i];
  return out;
}

ChartImage correctedOuter(const VaultProblem& p, const ChartImage& base,
                          const SplineWeights& weights) {
  ChartImage outer =
      corrected(p, base, p.rim.outer, {p.rim.known.begin(), p.rim.known.end()}, weights);
  const ChartImage distance = distanceTo(p.rim.unknown, p.n);
  std::vector<float> told;
  for (std::size_t i = 0; i < outer.size(); ++i)
    if (p.rim.known[i] && distance[i] <= leveragePx && !std::isnan(p.rim.outer[i] - base[i]))
      told.push_back(p.rim.outer[i] - base[i]);
  if (told.empty()) return outer;
  const float low = valueByRank(told, 0.05), high = valueByRank(told, 0.95);
  for (std::size_t i = 0; i < outer.size(); ++i)
    outer[i] = base[i] + within(outer[i] - base[i], low, high, boundSlackMm);
  return outer;
}

ChartImage mirroredBase(const VaultProblem& p, const ChartImage& map) {
  const ChartImage mirrored = mirroredColumns(map, p.n);
  ChartMask believed(map.size());
  for (std::size_t i = 0; i < map.size(); ++i)
    believed[i] = p.mirrorSound[i] && p.active[i] && !std::isnan(mirrored[i]);
  return p.plate.through(mirrored, believed, {.stiffness = 0.3});
}

ChartImage withinVault(const ChartImage& map, const ChartImage& mirror, const ChartImage& weight) {
  return between(mirror, map, weight);
}

}  // namespace bregma
