#pragma once

#include <vector>

#include "model/triangle_mesh.hpp"
#include "planning/surface_distance.hpp"

namespace bregma {

/// A frame in which +z is the direction the outer mold half is pulled, and x and y lie along the
/// sides of the smallest rectangle around the implant, to 1°; origin at the middle of its box.
struct PullFrame {
  Vec3 center;  ///< patient LPS
  Mat3 patientFromPull;
  Vec3 toPatient(const Vec3& p) const { return center + patientFromPull * p; }
  Vec3 toPull(const Vec3& p) const { return transposed(patientFromPull) * (p - center); }
};
PullFrame pullFrame(const TriangleMesh& mesh, const Vec3& pull);
TriangleMesh inPullFrame(TriangleMesh mesh, const PullFrame& frame);
/// Rounded as a file will hold it.
TriangleMesh inPatientFrame(TriangleMesh mesh, const PullFrame& frame);

/// One place of the widest contour of a part, seen along the pull.
struct RimPoint {
  Vec3 place;               ///< a hair (0.02 mm) outside of the part
  double normalX, normalY;  ///< outward, unit
};

/// The rim silhouette of a part in its pull frame, counter-clockwise, about every 0.6 mm: where the
/// walls are widest, without jumps where they are steep or rough. Holes through the part are
/// ignored.
/// Cost: about 0.2 s for 100 000 triangles.
std::vector<RimPoint> rimSilhouette(const TriangleMesh& inPullFrame,
                                    const SurfaceDistance& surface);

}  // namespace bregma
