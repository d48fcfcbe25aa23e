#pragma once

#include <vector>

#include "planning/results.hpp"

namespace bregma {

/// The numbers of one implant as the surgeon reads them; mm, mm², mm³.
struct ImplantReview {
  double volumeMm3 = 0;
  double areaMm2 = 0;
  double thicknessMinMm = 0;   ///< by rays, farther than 3 mm from the rim
  double thicknessMeanMm = 0;
  double gapMinMm = 0, gapMedianMm = 0, gapP95Mm = 0;  ///< of the side walls to the bone
  double overlapMm3 = 0;       ///< implant inside bone
  double rimStepP95Mm = 0;     ///< outer surfaces of implant and bone at the rim
  double undercutMm2 = 0;      ///< of the walls along the insertion direction
  double largestDimensionMm = 0;
  Side side = Side::Left;
};

/// Measures against the grey-value surface of the bone. About 1 s an implant.
ImplantReview reviewImplant(const Implant& implant, const Bone& bone, const Defects& defects,
                            const HeadFrame& frame);

/// The numbers of one mold.
struct MoldReview {
  double cavityErrorP99Mm = 0;  ///< two-sided distance between cavity and implant
  double undercutMm2 = 0;       ///< of the implant along the pull direction
  bool separates = false;       ///< the halves part along the pull without touching
};
MoldReview reviewMold(const Mold& mold, const Implant& implant);

}  // namespace bregma
