#include "planning/vault_thickness.hpp"

#include <algorithm>
#include <cmath>

#include "model/median.hpp"
#include "model/parallel.hpp"

namespace bregma {

namespace {

constexpr float ridge = 1.4f;         // times the usual thickness: sinus, orbital rim, protuberance
constexpr float usualTrust = 3;       // of the usual thickness to the opposite side's, if both fit
constexpr double mirrorNeeded = 0.6;  // of the fill must have a sound opposite side

// The thickness around the fill, by rank.
float usualThickness(const VaultProblem& p, double quantile) {
  std::vector<float> around;
  for (std::size_t i = 0; i < p.active.size(); ++i)
    if (p.active[i] && p.rim.known[i]) around.push_back(p.rim.thickness[i]);
  return around.empty() ? std::nanf("") : valueByRank(std::move(around), quantile);
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

}  // namespace

ChartImage splineThickness(const VaultProblem& p, const PriorVault& mean) {
  const float pull = 5e-4f * healedShare(p);
  const ChartImage measured = thicknessWithoutRidges(p);
  ChartImage opposite, mirrored, usual;
  inParallel(
      [&] {
        opposite = oppositeThickness(p, measured);
        mirrored = mirroredThickness(p, opposite, measured);
      },
      [&] {
        usual = correctedThickness(p, mean.thickness, measured, {.stiffness = 3, .pull = pull});
      });
  const float usualShare = usualShareOf(p, mean.thickness, opposite, measured);
  ChartImage share = mean.weight;
  for (float& w : share) w *= usualShare;
  return withinVault(usual, mirrored, share);
}

ChartImage mirroredThickness(const VaultProblem& p) {
  const ChartImage measured = thicknessWithoutRidges(p);
  return mirroredThickness(p, oppositeThickness(p, measured), measured);
}

}  // namespace bregma
