#pragma once

#include "viewer/orientation.hpp"

namespace bregma {

/// Where the camera of a solid pane stands and how much it shows.
struct CameraPose {
  Gaze gaze;
  Vec3 focus;  ///< in the middle of the picture
  double halfHeightMm = 120;
};

/// On the way from one pose to another, `share` from 0 to 1: turns about one axis, then rolls.
CameraPose between(const CameraPose& from, const CameraPose& to, double share);

}  // namespace bregma
