#include "planning/bed_split.hpp"

#include <algorithm>
#include <cmath>

#include "model/surface.hpp"
#include "planning/mesh_boolean.hpp"
#include "planning/surface_distance.hpp"
#include "planning/tube.hpp"

namespace bregma {

namespace {

constexpr double crumbMm3 = 5;
constexpr double leastPegMm = 1.2;  ///< radius
constexpr double pegWallMm = 1.2;   ///< around it
constexpr double stepMm = 1.5;      ///< of the search for seats
constexpr double taper = 0.85;      ///< of the radius, over the length

struct Peg {
  Vec3 root;
  double radiusMm, lengthMm;
};

Vec3 unit(int axis) { return {axis == 0 ? 1.0 : 0.0, axis == 1 ? 1.0 : 0.0, 0}; }

/// The thickest places of the cut, far apart. A ball of solid holds the peg with its walls.
std::vector<Peg> pegsFor(const TriangleMesh& part, int axis, double cut,
                         const MoldSettings& settings) {
  const SurfaceDistance surface(part);
  const Box box = boundingBox(part);
  const int across = 1 - axis;
  std::vector<std::pair<double, Vec3>> seats;  // room, place
  for (double z = box.low.z + stepMm; z < box.high.z; z += stepMm)
    for (double s = box.low[across] + stepMm; s < box.high[across]; s += stepMm) {
      const Vec3 place = axis == 0 ? Vec3{cut, s, z} : Vec3{s, cut, z};
      const double room = surface.nearest(place, 4 * settings.keyDiameterMm).distance;
      if (room > leastPegMm + pegWallMm + settings.clearanceMm && surface.inside(place))
        seats.emplace_back(room, place);
    }
  std::vector<Peg> pegs;
  while (pegs.size() < 2 && !seats.empty()) {
    // A little thickness is given for distance between the pegs.
    const auto worth = [&](const std::pair<double, Vec3>& seat) {
      double apart = 60;
      for (const Peg& peg : pegs) apart = std::min(apart, length(peg.root - seat.second));
      return std::min(seat.first, 0.8 * settings.keyDiameterMm) + 0.1 * apart;
    };
    const auto best = std::ranges::max_element(seats, {}, worth);
    const double room = best->first - pegWallMm - settings.clearanceMm;
    const double radius = std::min(settings.keyDiameterMm / 2, 0.7 * room);
    if (radius < leastPegMm) break;
    const double reach = std::min(std::sqrt(room * room - radius * radius), 2 * radius);
    pegs.push_back({best->second, radius, reach});
    const double free = 4 * radius + pegWallMm;
    std::erase_if(seats,
                  [&](const auto& seat) { return length(seat.second - pegs.back().root) < free; });
  }
  return pegs;
}

/// All that lies before the cut, with the pegs standing on it.
TriangleMesh sideBefore(const Box& box, int axis, double cut, const std::vector<Peg>& pegs,
                        double clearanceMm) {
  constexpr double beyondMm = 5.123;
  Vec3 low = box.low - Vec3{beyondMm, beyondMm, beyondMm}, high = box.high + (box.low - low);
  std::vector<std::vector<Vec3>> rings(2);
  const double right = axis == 0 ? cut : high.x, back = axis == 1 ? cut : high.y;
  for (const double z : {low.z, high.z})
    for (const Vec3& p :
         {Vec3{low.x, low.y, z}, Vec3{right, low.y, z}, Vec3{right, back, z}, Vec3{low.x, back, z}})
      rings[z == high.z].push_back(p);
  TriangleMesh side;
  addTube(side, rings);
  for (const Peg& peg : pegs) {
    constexpr int sides = 32;
    const Vec3 along = unit(axis);
    std::vector<std::vector<Vec3>> cone;
    for (const auto& [way, share] : {std::pair{-0.5, 1 + 0.5 * (1 - taper) / peg.lengthMm},
                                     {peg.lengthMm + clearanceMm, taper}}) {
      cone.push_back(
          ringAround(peg.root + along * way, along, peg.radiusMm * share + clearanceMm, sides));
    }
    TriangleMesh solid;
    addTube(solid, cone);
    side = united(side, solid, "pegs");
  }
  return side;
}

void addWhole(std::vector<TriangleMesh>& pieces, const TriangleMesh& mesh) {
  for (TriangleMesh& part : connectedParts(mesh))
    if (volumeMm3(part) > crumbMm3) pieces.push_back(std::move(part));
}

/// Cut once, in the middle of the axis that is too long or at the bed's length.
void split(const TriangleMesh& part, const MoldSettings& settings, double asideMm, int depth,
           std::vector<TriangleMesh>& pieces) {
  constexpr int deepest = 8;
  constexpr double mostAsideMm = 1;
  const Box box = boundingBox(part);
  const Vec3 extent = box.high - box.low;
  const int axis = extent.x >= extent.y ? 0 : 1;
  const double pegReach = settings.keyDiameterMm;
  if (extent[axis] <= settings.bedMm || depth == deepest) return pieces.push_back(part);
  const int count = int(std::ceil(extent[axis] / (settings.bedMm - pegReach - mostAsideMm)));
  const double cut = box.low[axis] + extent[axis] * (count / 2) / count + asideMm;
  const auto pegs = pegsFor(part, axis, cut, settings);
  std::vector<TriangleMesh> parts;
  addWhole(parts, intersected(part, sideBefore(box, axis, cut, pegs, 0), "piece"));
  addWhole(parts,
           minus(part, sideBefore(box, axis, cut, pegs, settings.clearanceMm), "other piece"));
  for (const TriangleMesh& piece : parts) split(piece, settings, asideMm, depth + 1, pieces);
}

}  // namespace

std::vector<TriangleMesh> splitForBed(const TriangleMesh& part, const MoldSettings& settings,
                                      double asideMm) {
  std::vector<TriangleMesh> pieces;
  split(part, settings, asideMm, 0, pieces);
  return pieces;
}

}  // namespace bregma
