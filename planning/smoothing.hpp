#pragma once

#include "model/plan.hpp"
#include "planning/results.hpp"
#include "planning/surface_distance.hpp"

namespace bregma {

/// The surface of an implant without the ripples of its voxels and its bone, by the plan's method:
/// Taubin's filter (λ = 0.5, μ = -0.53; DOI 10.1145/218380.218473) or mean curvature flow, whose
/// time is 0.04 mm² an iteration; then a uniform offset that gives the volume back. Walls and their
/// edges stay where they are, so the rim and its gap do not change; elsewhere no vertex comes
/// nearer to `bone` than the gap wanted there by being smoothed. Places where the surface would run
/// through itself stay as they were. Closed and 2-manifold as before. 0.3 s for 100 000 triangles
/// and 10 iterations, 1.5 s by flow.
TriangleMesh smoothedImplant(const TriangleMesh& implant, const Vec3& head,
                             const SurfaceDistance& bone, const ImplantSettings& settings);

}  // namespace bregma
