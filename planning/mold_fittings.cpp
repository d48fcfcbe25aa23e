#include "planning/mold_fittings.hpp"

#include <algorithm>
#include <numbers>

#include "planning/tube.hpp"

namespace bregma {

namespace {

constexpr double draftRad = 10 * std::numbers::pi / 180;
constexpr double rootMm = 2.5;  ///< of a key below the parting surface
constexpr double gateShare = 0.6, gateMm = 2;

}  // namespace

double heightAt(const SurfaceDistance& parting, double x, double y) {
  const auto hit = parting.ray({x, y, -1e4}, {0, 0, 1});
  if (hit) return hit->point.z;
  double z = 0;  // the nearest in the plane, by turns
  for (int pass = 0; pass < 8; ++pass) z = parting.nearest({x, y, z}).point.z;
  return z;
}

TriangleMesh keyCones(const MoldLayout& layout, const SurfaceDistance& parting,
                      const MoldSettings& settings, double clearanceMm) {
  constexpr int sides = 48;
  TriangleMesh cones;
  for (const KeySeat& key : layout.keys) {
    const double level = heightAt(parting, key.x, key.y);
    const double wider = settings.keyDiameterMm / 2 + clearanceMm / std::cos(draftRad);
    const double tallest = 0.8 * settings.keyDiameterMm / 2 / std::tan(draftRad);
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
  constexpr int sides = 20;
  TriangleMesh tubes;
  for (const Channel& channel : layout.channels) {
    std::vector<std::vector<Vec3>> rings;
    const int steps = std::max(4, int(channel.lengthMm / 0.9));
    for (int k = 0; k <= steps; ++k) {
      const double s = -0.15 + (channel.lengthMm + 0.15) * k / steps;
      const double x = channel.from.x + s * channel.alongX, y = channel.from.y + s * channel.alongY;
      const double z = heightAt(parting, x, y);
      const double opening = std::clamp(s / gateMm, 0.0, 1.0);
      const double radius =
          settings.channelDiameterMm / 2 * (gateShare + (1 - gateShare) * opening);
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
  return tubes;
}

}  // namespace bregma
