#pragma once

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
};

/// Where everything of a mold lies, seen along the pull.
struct MoldLayout {
  std::vector<Vec3> outline;  ///< of the block: a rectangle with rounded corners, z = 0
  std::vector<KeySeat> keys;
  std::vector<Channel> channels;
};

/// Finds the smallest block in which the keys keep 4 mm of wall to the part and to the sides, and
/// channels that pass by the keys.
MoldLayout layOut(const std::vector<RimPoint>& rim, const MoldSettings& settings);

}  // namespace bregma
