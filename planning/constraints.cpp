#include "planning/constraints.hpp"

#include <algorithm>
#include <array>

#include "planning/gap.hpp"

namespace bregma {

namespace {

// What a step or an undercut may be before a person must look, and before it must be mended.
constexpr double rimStepWarnMm = 0.6, rimStepRedMm = 1.5;
constexpr double undercutWarnMm2 = 1, undercutRedMm2 = 25;
constexpr double gapToleranceMm = 0.1, gapWideMm = 0.5;
constexpr double brainWarnMm = 0.5, brainRedMm = 2;
constexpr double overlapRedShare = 0.001;  // of the volume
constexpr double redThicknessShare = 2.0 / 3;

/// Collects constraints; a value beyond `red` is red, one beyond its limit warns.
struct Collector {
  const ImplantReview& review;
  std::vector<Constraint> all;

  void add(Measure measure, double value, std::optional<double> atLeast,
           std::optional<double> atMost, bool red, const std::optional<Vec3>& place) {
    const double rounding = 1e-6;
    const bool beyond =
        (atLeast && value < *atLeast - rounding) || (atMost && value > *atMost + rounding);
    const ConstraintState state = red      ? ConstraintState::Red
                                  : beyond ? ConstraintState::Warn
                                           : ConstraintState::Ok;
    all.push_back({measure, value, atLeast, atMost, state, place.value_or(review.middle)});
  }
  void atLeast(Measure measure, double value, double limit, double red,
               const std::optional<Vec3>& place) {
    add(measure, value, limit, std::nullopt, value < red, place);
  }
  void atMost(Measure measure, double value, double limit, double red,
              const std::optional<Vec3>& place) {
    add(measure, value, std::nullopt, limit, value > red, place);
  }
};

void addThickness(Collector& all, double limit) {
  const ImplantReview& r = all.review;
  const double red = redThicknessShare * limit;
  all.atLeast(Measure::ThicknessMin, r.thicknessMinMm, limit, red, r.thinPlace);
  all.atLeast(Measure::ThicknessMean, r.thicknessMeanMm, limit, red, r.thinPlace);
  all.atLeast(Measure::MedialMin, r.medialMinMm, limit, red, r.medialPlace);
  all.atLeast(Measure::MedialMean, r.medialMeanMm, limit, red, r.medialPlace);
}

void addGap(Collector& all, const ImplantSettings& settings) {
  const ImplantReview& r = all.review;
  double least = settings.gapMm, most = widestGap(settings);
  for (const GapRegion& region : settings.gapRegions) least = std::min(least, region.gapMm);
  all.atLeast(Measure::GapMin, r.gapMinMm, least - gapToleranceMm, least / 2, r.gapMinPlace);
  all.add(Measure::GapMean, r.gapMeanMm, least - gapToleranceMm, most + gapToleranceMm,
          r.gapMeanMm < least / 2, r.gapMeanMm < least ? r.gapMinPlace : r.gapMaxPlace);
  all.add(Measure::GapP95, r.gapP95Mm, std::nullopt, most + gapWideMm, false, r.gapMaxPlace);
  all.add(Measure::GivingWay, r.givingWayPercent, std::nullopt, std::nullopt, false,
          r.givingWayPlace);
  all.atMost(Measure::Overlap, r.overlapMm3, 0, overlapRedShare * r.volumeMm3, r.overlapPlace);
}

}  // namespace

std::string_view nameOf(Measure measure) {
  static constexpr std::array<std::string_view, 17> names{
      "thicknessMinMm", "thicknessMeanMm", "medialMinMm",      "medialMeanMm", "gapMinMm",
      "gapMeanMm",      "gapP95Mm",        "givingWayPercent", "overlapMm3",   "rimStepP95Mm",
      "undercutMm2",    "stoppedMm",       "holeToRimMm",      "brainSideMm",  "largestDimensionMm",
      "volumeMm3",      "cementG"};
  return names[std::size_t(measure)];
}

std::string_view nameOf(ConstraintState state) {
  static constexpr std::array<std::string_view, 3> names{"ok", "warn", "red"};
  return names[std::size_t(state)];
}

double cementGrams(double volumeMm3) {
  constexpr double gramsPerMm3 = 1.19e-3, surplus = 1.2;
  return volumeMm3 * gramsPerMm3 * surplus;
}

std::vector<Constraint> constraintsOf(const ImplantReview& r, const Plan& plan) {
  Collector all{r, {}};
  addThickness(all, plan.vault.minThicknessMm);
  addGap(all, plan.implant);
  all.atMost(Measure::RimStep, r.rimStepP95Mm, rimStepWarnMm, rimStepRedMm, r.rimStepPlace);
  all.atMost(Measure::Undercut, r.undercutMm2, undercutWarnMm2, undercutRedMm2, r.undercutPlace);
  all.atMost(Measure::Insertion, r.stoppedMm, 0, 0, r.stoppedPlace);
  if (r.holes > 0)
    all.atLeast(Measure::HoleToRim, r.holeToRimMm, plan.implant.holeRimMm,
                plan.implant.holeDiameterMm / 2, r.holePlace);
  if (r.brainSideMm)
    all.atLeast(Measure::BrainSide, *r.brainSideMm, -brainWarnMm, -brainRedMm, r.brainSidePlace);
  // A mold needs its walls beside the implant; what is larger is printed in pieces.
  all.add(Measure::LargestDimension, r.largestDimensionMm, std::nullopt,
          plan.mold.bedMm - 2 * plan.mold.wallMm, false, r.longPlace);
  all.add(Measure::Volume, r.volumeMm3, std::nullopt, std::nullopt, false, std::nullopt);
  all.add(Measure::Cement, cementGrams(r.volumeMm3), std::nullopt, cementPackGrams, false,
          std::nullopt);
  return std::move(all.all);
}

}  // namespace bregma
