#pragma once

#include "planning/mold_cut.hpp"
#include "planning/mold_fittings.hpp"
#include "tests/planning/shell_implant.hpp"

namespace bregma {

/// A shell implant in its pull frame, with all that a mold is laid out by.
struct PartedShell : MoldShapes {
  explicit PartedShell(const shapes::ShellImplant& shell = {}, const MoldSettings& settings = {}) {
    const Implant made = shell.make();
    const PullFrame frame = pullFrame(made.mesh, -made.insertion);
    implant = made.mesh;
    for (Vec3& v : implant.vertices) v = frame.toPull(v);
    const SurfaceDistance surface(implant);
    rim = rimSilhouette(implant, surface);
    layout = layOut(rim, settings);
    std::vector<LevelDisk> disks;
    for (const KeySeat& key : layout.keys) disks.push_back({key.x, key.y, key.diameterMm / 2 + 2});
    parting = partingSurface(rim, surface, boundingBox(implant), layout.outline, disks);
    innerBase = boundingBox(parting.mesh).low.z - 10;
    outerBase = boundingBox(parting.mesh).high.z + 15;
  }
  std::vector<RimPoint> rim;

  /// Of the block seen along the pull.
  double outlineMm2() const {
    double area = 0;
    const auto& o = layout.outline;
    for (std::size_t i = 0; i < o.size(); ++i) {
      const Vec3 &a = o[i], &b = o[(i + 1) % o.size()];
      area += (a.x * b.y - a.y * b.x) / 2;
    }
    return area;
  }
};

}  // namespace bregma
