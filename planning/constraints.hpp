#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "model/plan.hpp"
#include "planning/results.hpp"

namespace bregma {

/// What of an implant is held against a limit, in the order in which a person reads it.
enum class Measure {
  ThicknessMin,
  ThicknessMean,
  MedialMin,
  MedialMean,
  GapMin,
  GapMean,
  GapP95,
  GivingWay,
  Overlap,
  RimStep,
  Undercut,
  Insertion,
  HoleToRim,
  BrainSide,
  LargestDimension,
  Volume,
  Cement
};
/// "thicknessMinMm", "overlapMm3": with the unit of the value.
std::string_view nameOf(Measure measure);

/// Warn: look at it. Red: this implant is not to be made as it is.
enum class ConstraintState { Ok, Warn, Red };
std::string_view nameOf(ConstraintState state);

/// One number of an implant, its limits and what they say of it; mm, mm², mm³, g, %.
struct Constraint {
  Measure measure{};
  double value = 0;
  std::optional<double> atLeast = {}, atMost = {};
  ConstraintState state = ConstraintState::Ok;
  Vec3 place = {};  ///< the worst place, or the middle of the implant; patient LPS
};

/// Holds the review of an implant against its plan. Holes and the brain's side are left out where
/// there are none, or where no vault is known. Cheap: for any thread.
std::vector<Constraint> constraintsOf(const ImplantReview& review, const Plan& plan);

/// Cement to mix for a volume, in g: cured PMMA of 1.19 g/cm³, and a fifth more, which leaves
/// through the channels.
double cementGrams(double volumeMm3);
/// What one package of 40 g powder and 20 ml liquid gives.
inline constexpr double cementPackGrams = 58.8;

}  // namespace bregma
