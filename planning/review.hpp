#pragma once

#include "planning/results.hpp"

namespace bregma {

/// The bone's surface within 15 mm of the box around a part.
TriangleMesh nearbyBone(const Bone& bone, const TriangleMesh& part);

/// Measures against the grey-value surface of the bone, which must be closed. Percentiles are by
/// area; least thicknesses to 0.01 mm. About 1 s an implant.
ImplantReview reviewImplant(const Implant& implant, const Bone& bone, const Defects& defects,
                            const Vault& vault, const HeadFrame& frame);

/// Where a vent leaves the cavity along the pull: no wall shapes the part there.
struct VentMouth {
  Vec3 center;  ///< patient LPS
  double diameterMm;
};

/// Of a press mold and what is to come out of it. About 1 s.
MoldReview reviewMold(const Mold& mold, const TriangleMesh& cast,
                      const std::vector<VentMouth>& mouths = {});

}  // namespace bregma
