#include "planning/mold_cut.hpp"

#include "model/error.hpp"
#include "model/parallel.hpp"
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
  double blocks[2]{};  // volumes before the cavity is cut
  const auto innerHalf = [&] {
    TriangleMesh half = blockBelow(shapes.parting, shapes.innerBase);
    if (!shapes.layout.keys.empty())
      half = united(half, keyCones(shapes.layout, parting, settings, 0), "keys");
    progress.at(0.3);
    if (!shapes.layout.channels.empty())
      half = minus(half, channelTubes(shapes.layout, parting, settings), "channels");
    progress.at(0.5);
    blocks[0] = volumeMm3(half);
    return minus(half, shapes.implant, "inner half");
  };
  const auto outerHalf = [&] {
    TriangleMesh half = blockAbove(shapes.parting, shapes.outerBase);
    if (!shapes.layout.keys.empty())
      half =
          minus(half, keyCones(shapes.layout, parting, settings, settings.clearanceMm), "sockets");
    blocks[1] = volumeMm3(half);
    return minus(half, shapes.implant, "outer half");
  };
  MoldHalves halves;
  parallelFor(2, [&](int begin, int end) {
    if (begin == 0) halves.inner = innerHalf();
    if (end == 2) halves.outer = outerHalf();
  });
  progress.at(0.95);
  const double cavity = blocks[0] + blocks[1] - volumeMm3(halves.inner) - volumeMm3(halves.outer);
  const double implant = volumeMm3(shapes.implant);
  if (std::abs(cavity - implant) > 0.002 * implant)
    throw Error(ErrorCode::BooleanFailed, {std::string("cavity")});
  return {withoutCrumbs(halves.outer, "outer half"), withoutCrumbs(halves.inner, "inner half")};
}

}  // namespace bregma
