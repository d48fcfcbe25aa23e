#pragma once

#include "model/phantom.hpp"
#include "planning/bone.hpp"
#include "planning/defect.hpp"
#include "planning/head.hpp"
#include "planning/implant.hpp"
#include "planning/vault.hpp"

namespace bregma {

/// The steps on the phantom, up to what a test asks for.
struct PhantomCase {
  explicit PhantomCase(PhantomSettings s = {}) : settings(std::move(s)) {
    scan.ct = phantomVolume(settings);
    bone = segmentBone(scan, {});
    frame = findHead(scan, bone, {});
  }
  PhantomSettings settings;
  Scan scan;
  Bone bone;
  HeadFrame frame;
};

/// Degrees between two directions.
inline double degreesBetween(const Vec3& a, const Vec3& b) {
  return std::atan2(length(cross(a, b)), dot(a, b)) * 180 / 3.14159265358979;
}

}  // namespace bregma
