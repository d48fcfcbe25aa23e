#pragma once

#include <string_view>

#include "model/triangle_mesh.hpp"

namespace bregma {

/// Booleans of closed meshes by corefinement; exact predicates, so they hold where surfaces cross
/// at any angle. Surfaces that coincide are slow: keep them 0.05 mm apart.
///
/// Inputs must be closed, 2-manifold and outward. The result is proven closed and 2-manifold, and
/// its volume agrees with the inputs; its vertices are rounded to floats and slivers are gone, so
/// that cuts can be chained. `what` names the cut in the error.
/// @throws Error MeshNotClosed for a bad input, BooleanFailed when the cut refuses or its result
/// fails the proof
/// Cost: about 0.15 s for 100 000 triangles.
TriangleMesh united(const TriangleMesh& a, const TriangleMesh& b, std::string_view what);
TriangleMesh minus(const TriangleMesh& a, const TriangleMesh& b, std::string_view what);
TriangleMesh intersected(const TriangleMesh& a, const TriangleMesh& b, std::string_view what);

/// `part` without `cutters`, in as many pieces as before, with nothing crossing itself and `tunnels`
/// more tunnels than before.
/// Where a cutter runs within microns of the part's own faces no triangles of floats describe the
/// cut; the cutters are then moved aside by up to 0.05 mm.
/// @throws as above
TriangleMesh carved(const TriangleMesh& part, const TriangleMesh& cutters, int tunnels,
                    std::string_view what);

/// The number of tunnels through a closed, connected surface, from Euler's formula.
int tunnelsThrough(const TriangleMesh& closed);

}  // namespace bregma
