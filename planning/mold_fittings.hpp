#pragma once

#include "planning/mold_layout.hpp"
#include "planning/surface_distance.hpp"

namespace bregma {

inline constexpr double keyHeightMm = 6;

/// The keys as closed cones, one mesh; `clearanceMm` makes them wider and higher: the sockets.
/// They begin below the parting surface, which is level around each of them.
TriangleMesh keyCones(const MoldLayout& layout, const SurfaceDistance& parting, double clearanceMm);

/// The channels as closed tubes along the parting surface, one mesh: narrow at the rim, so that
/// the cavity keeps its shape, wide towards the side.
TriangleMesh channelTubes(const MoldLayout& layout, const SurfaceDistance& parting,
                          const MoldSettings& settings);

/// The notches for levers as closed boxes, one mesh, that take from the outer half.
TriangleMesh pryBoxes(const MoldLayout& layout, const SurfaceDistance& parting);

/// The vents as closed tubes from just within the part to `top`, one mesh.
TriangleMesh ventTubes(const MoldLayout& layout, const MoldSettings& settings, double top);

/// The sprue as a closed tube from within the part to beyond the side: a neck that is easily cut,
/// then a funnel. Empty when there is none.
TriangleMesh sprueTube(const MoldLayout& layout, const SurfaceDistance& parting,
                       const MoldSettings& settings);

/// The height of the parting surface; beyond its border that of the nearest place.
double heightAt(const SurfaceDistance& parting, double x, double y);

}  // namespace bregma
