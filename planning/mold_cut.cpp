#include "planning/mold_cut.hpp"

#include "model/error.hpp"
#include "model/surface.hpp"
#include "planning/mesh_boolean.hpp"
#include "planning/mold_fittings.hpp"

namespace bregma {

namespace {

constexpr double crumbMm3 = 5;

/// The half without slivers that the parting surface shaved off the part.
TriangleMesh withoutCrumbs(const TriangleMesh& half, const char* what) {
  TriangleMesh largest = largestPart(half);
  if (volumeMm3(half) - volumeMm3(largest) > crumbMm3)
    throw Error(ErrorCode::BooleanFailed, {std::string(what)});
  return largest;
}

}  // namespace

MoldHalves cutMold(const MoldShapes& shapes, const MoldSettings& settings, Progress progress) {
  const SurfaceDistance parting(shapes.parting.mesh);
  TriangleMesh inner = blockBelow(shapes.parting, shapes.innerBase);
  TriangleMesh outer = blockAbove(shapes.parting, shapes.outerBase);
  if (!shapes.layout.keys.empty()) {
    inner = united(inner, keyCones(shapes.layout, parting, settings, 0), "keys");
    progress.at(0.15);
    outer =
        minus(outer, keyCones(shapes.layout, parting, settings, settings.clearanceMm), "sockets");
    progress.at(0.3);
  }
  if (!shapes.layout.channels.empty())
    inner = minus(inner, channelTubes(shapes.layout, parting, settings), "channels");
  progress.at(0.45);
  const double before = volumeMm3(inner) + volumeMm3(outer);
  inner = minus(inner, shapes.implant, "inner half");
  progress.at(0.7);
  outer = minus(outer, shapes.implant, "outer half");
  progress.at(0.95);
  const double cavity = before - volumeMm3(inner) - volumeMm3(outer);
  const double implant = volumeMm3(shapes.implant);
  if (std::abs(cavity - implant) > 0.002 * implant)
    throw Error(ErrorCode::BooleanFailed, {std::string("cavity")});
  return {withoutCrumbs(outer, "outer half"), withoutCrumbs(inner, "inner half")};
}

}  // namespace bregma
