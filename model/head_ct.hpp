#pragma once

#include <vector>

namespace bregma {

/// What speaks for or against a series as the scan to plan on.
enum class HeadCtTrait {
  NotCt,
  NoPlace,    ///< slices without position or direction
  FewSlices,  ///< no volume
  NotAxial,
  WideField,   ///< wider than a head
  PartOfHead,  ///< lower than a vault
  Thick,
  SoftKernel,
  WholeHead,
  Thin,
  BoneKernel,
  NamesHead,  ///< the description speaks of a head
};

/// How likely a series is the thin head CT, made for bone, that an implant is planned on.
struct HeadCtLikeness {
  int points = 0;  ///< more is likelier; comparable between series
  bool likely = false;
  std::vector<HeadCtTrait> traits;  ///< the reasons
};

}  // namespace bregma
