#pragma once

#include "planning/outer_side.hpp"
#include "tests/planning/shell_implant.hpp"

namespace bregma::shapes {

/// A round cap of a sphere, 90 mm across, as an implant with its outer side.
struct CurvedPlate {
  ShellImplant shell;
  Implant implant;
  HeadFrame frame;
  Vec3 outward;
  explicit CurvedPlate(double outerRadius = 75, double across = 90) {
    shell.radius = outerRadius;
    shell.length = shell.width = across;
    shell.wave = 0;
    shell.rings = 60;
    implant = shell.make();
    frame.center = shell.center();
    outward = -implant.insertion;
  }
  OuterSide side() const { return {implant.mesh, frame.center}; }
};

}  // namespace bregma::shapes
