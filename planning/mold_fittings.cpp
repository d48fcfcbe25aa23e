#include "planning/mold_fittings.hpp"

#include <algorithm>
#include <numbers>

#include "planning/tube.hpp"

namespace bregma {

namespace {

constexpr double draftRad = 10 * std::numbers::pi / 180;
constexpr double rootMm = 2.5;  ///< of a key below the parting surface
constexpr double gateShare = 0.6, gateMm = 2;

/// A tube along the parting surface: `radiusAt` of the way from the rim, negative within the part.
template <class Radius>
void addTubeAlong(TriangleMesh& tubes, const Channel& channel, const SurfaceDistance& parting,
                  double withinMm, Radius&& radiusAt) {
  constexpr int sides = 20;
  std::vector<std::vector<Vec3>> rings;
  const int steps = std::max(4, int(channel.lengthMm / 0.9));
  for (int k = 0; k <= steps; ++k) {
    const double s = -withinMm + (channel.lengthMm + withinMm) * k / steps;
    const double x = channel.from.x + s * channel.alongX, y = channel.from.y + s * channel.alongY;
    const double z = heightAt(parting, x, y), radius = radiusAt(s);
    auto& ring = rings.emplace_back();
    for (int i = 0; i < sides; ++i) {
      const double angle = 2 * std::numbers::pi * (i + 0.37) / sides;
      const double side = radius * std::cos(angle), up = radius * std::sin(angle);
      // Seen from the far end, +side is to the left of the way when up is up.
      ring.push_back({x + side * -channel.alongY, y + side * channel.alongX, z + up});
    }
  }
  addTube(tubes, rings);
}

}  // namespace

double heightAt(const SurfaceDistance& parting, double x, double y) {
  const auto hit = parting.ray({x, y, -1e4}, {0, 0, 1});
  if (hit) return hit->point.z;
  double z = 0;  // the nearest in the plane, by turns
  for (int pass = 0; pass < 8; ++pass) z = parting.nearest({x, y, z}).point.z;
  return z;
}

TriangleMesh keyCones(const MoldLayout& layout, const SurfaceDistance& parting,
                      double clearanceMm) {
  constexpr int sides = 48;
  TriangleMesh cones;
  for (const KeySeat& key : layout.keys) {
    const double level = heightAt(parting, key.x, key.y);
    const double wider = key.diameterMm / 2 + clearanceMm / std::cos(draftRad);
    const double tallest = 0.8 * key.diameterMm / 2 / std::tan(draftRad);
    const double height = std::min(keyHeightMm, tallest) + 2 * clearanceMm;
    std::vector<std::vector<Vec3>> rings;
    for (const double z : {-rootMm, height}) {
      const double radius = wider - z * std::tan(draftRad);
      auto& ring = rings.emplace_back();
      for (int i = 0; i < sides; ++i) {
        const double angle = 2 * std::numbers::pi * (i + 0.37) / sides;
        ring.push_back(
            {key.x + radius * std::cos(angle), key.y + radius * std::sin(angle), level + z});
      }
    }
    addTube(cones, rings);
  }
  return cones;
}

TriangleMesh channelTubes(const MoldLayout& layout, const SurfaceDistance& parting,
                          const MoldSettings& settings) {
  TriangleMesh tubes;
  for (const Channel& channel : layout.channels)
    addTubeAlong(tubes, channel, parting, 0.15, [&](double s) {
      const double opening = std::clamp(s / gateMm, 0.0, 1.0);
      return settings.channelDiameterMm / 2 * (gateShare + (1 - gateShare) * opening);
    });
  return tubes;
}

TriangleMesh pryBoxes(const MoldLayout& layout, const SurfaceDistance& parting) {
  constexpr double outsideMm = 2, belowMm = 1.5;
  TriangleMesh boxes;
  for (const PrySlot& slot : layout.slots) {
    double low = 1e9, high = -1e9;
    std::vector<Vec3> corners;
    for (const auto& [deep, across] : {std::pair{-outsideMm, -0.5},
                                       {-outsideMm, 0.5},
                                       {prySlotDepthMm, 0.5},
                                       {prySlotDepthMm, -0.5}}) {
      const double side = across * prySlotWidthMm;
      corners.push_back({slot.x + deep * slot.inwardX - side * slot.inwardY,
                         slot.y + deep * slot.inwardY + side * slot.inwardX, 0});
      const double z = heightAt(parting, corners.back().x, corners.back().y);
      low = std::min(low, z);
      high = std::max(high, z);
    }
    // Counter-clockwise from above.
    const Vec3 a = corners[1] - corners[0], b = corners[2] - corners[1];
    if (a.x * b.y - a.y * b.x < 0) std::ranges::reverse(corners);
    std::vector<std::vector<Vec3>> rings(2, corners);
    for (Vec3& p : rings[0]) p.z = low - belowMm;
    for (Vec3& p : rings[1]) p.z = high + prySlotHeightMm;
    addTube(boxes, rings);
  }
  return boxes;
}

TriangleMesh ventTubes(const MoldLayout& layout, const MoldSettings& settings, double top) {
  constexpr double withinMm = 0.3;
  TriangleMesh tubes;
  for (const Vent& vent : layout.vents)
    addPrism(tubes, vent.top - Vec3{0, 0, withinMm}, {vent.top.x, vent.top.y, top},
             settings.ventDiameterMm / 2, 20);
  return tubes;
}

TriangleMesh sprueTube(const MoldLayout& layout, const SurfaceDistance& parting,
                       const MoldSettings& settings) {
  constexpr double withinMm = 1.5, neckMm = 2, neckShare = 0.5, funnelMm = 8;
  TriangleMesh tube;
  if (!layout.sprue) return tube;
  addTubeAlong(tube, *layout.sprue, parting, withinMm, [&](double s) {
    const double opening = std::clamp((s - neckMm) / funnelMm, 0.0, 1.0);
    return settings.sprueDiameterMm / 2 * (neckShare + (1 - neckShare) * opening);
  });
  return tube;
}

}  // namespace bregma
