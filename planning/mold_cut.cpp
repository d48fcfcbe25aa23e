#include "planning/mold_cut.hpp"

#include <numbers>

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

MoldShapes moldShapes(TriangleMesh solid, const MoldSettings& settings) {
  MoldShapes shapes{std::move(solid), {}, {}};
  const SurfaceDistance part(shapes.implant);
  const Box box = boundingBox(shapes.implant);
  const std::vector<RimPoint> rim = rimSilhouette(shapes.implant, part);
  if (rim.empty())
    throw Error(ErrorCode::MeshNotClosed,
                {std::string("implant"), std::string("it has no extent")});
  shapes.layout = layOut(rim, settings);
  shapes.layout.vents = ventsFor(shapes.implant, rim, settings);
  std::vector<LevelDisk> seats;
  for (const KeySeat& key : shapes.layout.keys)
    seats.push_back({key.x, key.y, key.diameterMm / 2 + settings.clearanceMm + 2});
  shapes.parting = partingSurface(rim, part, box, shapes.layout.outline, seats);
  const Box surface = boundingBox(shapes.parting.mesh);
  shapes.innerBase = std::min(surface.low.z, box.low.z) - settings.baseMm;
  double top = std::max(surface.high.z, box.high.z);
  const SurfaceDistance parting(shapes.parting.mesh);
  for (const KeySeat& key : shapes.layout.keys)
    top = std::max(top, heightAt(parting, key.x, key.y) + keyHeightMm + 2 * settings.clearanceMm);
  shapes.outerBase = top + settings.baseMm;
  return shapes;
}

TriangleMesh outerCuts(const MoldShapes& shapes, const SurfaceDistance& parting,
                       const MoldSettings& settings) {
  constexpr double beyondMm = 2;
  TriangleMesh cuts = keyCones(shapes.layout, parting, settings.clearanceMm);
  append(cuts, pryBoxes(shapes.layout, parting));
  append(cuts, ventTubes(shapes.layout, settings, shapes.outerBase + beyondMm));
  return cuts;
}

MoldHalves cutMold(const MoldShapes& shapes, const MoldSettings& settings, Progress progress) {
  const SurfaceDistance parting(shapes.parting.mesh);
  double blocks[2]{};  // volumes before the cavity is cut
  const auto innerHalf = [&] {
    TriangleMesh half = blockBelow(shapes.parting, shapes.innerBase);
    if (!shapes.layout.keys.empty())
      half = united(half, keyCones(shapes.layout, parting, 0), "keys");
    progress.at(0.3);
    if (!shapes.layout.channels.empty())
      half = minus(half, channelTubes(shapes.layout, parting, settings), "channels");
    progress.at(0.5);
    blocks[0] = volumeMm3(half);
    return minus(half, shapes.implant, "inner half");
  };
  const auto outerHalf = [&] {
    TriangleMesh half = blockAbove(shapes.parting, shapes.outerBase);
    const TriangleMesh cuts = outerCuts(shapes, parting, settings);
    if (!cuts.empty()) half = minus(half, cuts, "sockets, slots and vents");
    blocks[1] = volumeMm3(half);
    return minus(half, shapes.implant, "outer half");
  };
  MoldHalves halves;
  inParallel([&] { halves.inner = innerHalf(); }, [&] { halves.outer = outerHalf(); });
  progress.at(0.95);
  const double cavity = blocks[0] + blocks[1] - volumeMm3(halves.inner) - volumeMm3(halves.outer);
  const double implant = volumeMm3(shapes.implant);
  // Vents begin and channels end a little within the part.
  const double shared = double(shapes.layout.vents.size()) * settings.ventDiameterMm *
                        settings.ventDiameterMm * std::numbers::pi / 4;
  if (std::abs(cavity - implant) > 0.002 * implant + shared)
    throw Error(ErrorCode::BooleanFailed, {std::string("cavity")});
  return {withoutCrumbs(halves.outer, "outer half"), withoutCrumbs(halves.inner, "inner half")};
}

}  // namespace bregma
