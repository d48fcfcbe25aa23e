#pragma once

#include <optional>
#include <vector>

#include "model/plan.hpp"
#include "planning/rim_silhouette.hpp"

namespace bregma {

/// A groove from the rim straight to the side of the block.
struct Channel {
  Vec3 from;              ///< on the rim
  double alongX, alongY;  ///< unit
  double lengthMm;        ///< to beyond the block's side
};

struct KeySeat {
  double x, y;
  double diameterMm;
};

/// Where a lever goes in between the halves: a notch in a side of the block.
struct PrySlot {
  double x, y;              ///< on the side
  double inwardX, inwardY;  ///< unit, along x or y
};
inline constexpr double prySlotWidthMm = 10, prySlotDepthMm = 4, prySlotHeightMm = 3;

/// The highest place of a hollow in which air is caught, from where a vent goes straight up.
struct Vent {
  Vec3 top;
};

/// A block seen along the pull.
struct Block {
  double left, right, front, back;
  Block grown(double by) const { return {left - by, right + by, front - by, back + by}; }
};

/// Where everything of a mold lies, seen along the pull.
struct MoldLayout {
  std::vector<Vec3> outline;  ///< of the block: a rectangle with rounded corners, z = 0
  std::vector<KeySeat> keys;
  std::vector<Channel> channels;
  std::vector<PrySlot> slots;
  std::vector<Vent> vents;
  std::optional<Channel> sprue;
};

/// The first key of a mold is wider, so that it goes into no other socket.
double widerKeyMm(const MoldSettings& settings);

/// Finds the smallest block in which the keys keep 4 mm of wall to the part and to the sides;
/// channels that pass by the keys, a sprue where the way out is short, and slots away from all of
/// them. There are fewer of each than wanted when there is no room. No vents.
MoldLayout layOut(const std::vector<RimPoint>& rim, const MoldSettings& settings);

/// The tops of the part seen along the pull, the highest first: higher than all within 5 mm, and
/// as far from the rim; no two nearer than 15 mm.
/// About 0.1 s for 100 000 triangles.
std::vector<Vent> ventsFor(const TriangleMesh& part, const std::vector<RimPoint>& rim,
                           const MoldSettings& settings);

}  // namespace bregma
