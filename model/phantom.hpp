#pragma once

#include <array>

#include "model/volume.hpp"

namespace bregma {

/// A head whose answers are formulas: bone between two concentric similar ellipsoids, with a hole
/// cut by a cone from their center. "Scaled" coordinates divide by the semi-axes, so that the outer
/// table is the unit sphere.
struct PhantomSettings {
  Vec3 semiAxes{70, 90, 85};  ///< of the outer table: left, posterior, superior, mm
  double innerScale = 0.92;   ///< inner table = outer table times this
  Vec3 center{4, -6, 250};    ///< patient LPS
  Vec3 spacing{1, 1, 1};
  std::array<int, 3> size{};  ///< 0: as large as head, skin, couch and a margin need
  bool hole = true;
  Vec3 holeAxis{0.5, -0.5, 0.70710678};  ///< scaled; left, frontal, 45° from the vertex
  double holeHalfAngleDeg = 22;          ///< scaled; about 60 mm across
  bool couch = false;                    ///< a curved board of 300 HU behind the head
};

/// Bone 1000 HU, brain 35, 5 mm of skin 40, air -1000. Values cross 226 HU exactly on the formula
/// surface and are straight for one voxel on both sides of it, so that a surface taken by linear
/// interpolation at 226 HU lies on the formula but for its curvature within a voxel.
CtVolume phantomVolume(const PhantomSettings& settings);

/// Voxels whose center lies in the bone.
BinaryVolume phantomMask(const PhantomSettings& settings);

/// What fills the hole without any gap: abc · 2π/3 · (1 - cos β) · (1 - k³).
double phantomImplantVolumeMm3(const PhantomSettings& settings);

/// Signed distances (mm, negative inside), exact on the surface itself.
struct PhantomDistance {
  double outer;  ///< to the outer table
  double inner;  ///< to the inner table
  double hole;   ///< to the cone; positive everywhere without a hole
  double bone() const {
    const double shell = outer > -inner ? outer : -inner;
    return shell > -hole ? shell : -hole;
  }
};
PhantomDistance phantomDistance(const PhantomSettings& settings, const Vec3& patient);

}  // namespace bregma
