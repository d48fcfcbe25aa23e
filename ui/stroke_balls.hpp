#pragma once

#include <vector>

#include "model/plan.hpp"
#include "model/triangle_mesh.hpp"

namespace bregma {

/// The strokes that add, or those that take, as balls for the eye: they run into each other.
TriangleMesh strokeBalls(const std::vector<Stroke>& strokes, bool add);

}  // namespace bregma
