#include "planning/mold_layout.hpp"

#include <algorithm>
#include <limits>
#include <numbers>

#include "planning/mesh_columns.hpp"

namespace bregma {

namespace {

constexpr double keyWallMm = 4;
constexpr double cornerMm = 6;
constexpr double borderStepMm = 2;

Block around(const std::vector<RimPoint>& rim) {
  Block r{1e9, -1e9, 1e9, -1e9};
  for (const RimPoint& p : rim) {
    r.left = std::min(r.left, p.place.x);
    r.right = std::max(r.right, p.place.x);
    r.front = std::min(r.front, p.place.y);
    r.back = std::max(r.back, p.place.y);
  }
  return r;
}

/// Counter-clockwise; points of one side have exactly one coordinate in common.
std::vector<Vec3> roundedOutline(const Block& r, double corner, double step) {
  std::vector<Vec3> outline;
  const auto side = [&](double x0, double y0, double x1, double y1) {
    const int n = std::max(1, int(std::hypot(x1 - x0, y1 - y0) / step));
    for (int i = 0; i < n; ++i) {
      const double f = double(i) / n;
      outline.push_back(
          {x0 == x1 ? x0 : x0 + f * (x1 - x0), y0 == y1 ? y0 : y0 + f * (y1 - y0), 0});
    }
  };
  const auto bend = [&](double x, double y, int quarter) {
    const int n = 6;
    for (int i = 0; i < n; ++i) {
      if (i == 0) continue;
      const double angle = (quarter + double(i) / n) * std::numbers::pi / 2;
      outline.push_back({x + corner * std::cos(angle), y + corner * std::sin(angle), 0});
    }
  };
  const auto corners = [&](double x, double y) { outline.push_back({x, y, 0}); };
  side(r.left + corner, r.front, r.right - corner, r.front);
  corners(r.right - corner, r.front);
  bend(r.right - corner, r.front + corner, 3);
  side(r.right, r.front + corner, r.right, r.back - corner);
  corners(r.right, r.back - corner);
  bend(r.right - corner, r.back - corner, 0);
  side(r.right - corner, r.back, r.left + corner, r.back);
  corners(r.left + corner, r.back);
  bend(r.left + corner, r.back - corner, 1);
  side(r.left, r.back - corner, r.left, r.front + corner);
  corners(r.left, r.front + corner);
  bend(r.left + corner, r.front + corner, 2);
  return outline;
}

double distanceToRim(const std::vector<RimPoint>& rim, double x, double y) {
  double least = std::numeric_limits<double>::infinity();
  for (const RimPoint& p : rim) least = std::min(least, std::hypot(p.place.x - x, p.place.y - y));
  return least;
}

/// Seats at which a key keeps its walls.
std::vector<KeySeat> freeSeats(const std::vector<RimPoint>& rim, const Block& block,
                               double diameterMm, double clearanceMm) {
  const double room = diameterMm / 2 + clearanceMm + keyWallMm;
  std::vector<KeySeat> free;
  for (const Vec3& p : roundedOutline(block.grown(-room), 1, 1.5))
    if (distanceToRim(rim, p.x, p.y) >= room) free.push_back({p.x, p.y, diameterMm});
  return free;
}

/// The wide key in a corner, the others as far apart as they go; fewer than wanted when there is
/// no room.
std::vector<KeySeat> keySeats(const std::vector<RimPoint>& rim, const Block& block,
                              const MoldSettings& settings) {
  std::vector<KeySeat> chosen;
  const auto room = [&](const KeySeat& s) {
    double least = chosen.empty() ? std::hypot(s.x, s.y) : 1e9;
    for (const KeySeat& c : chosen) least = std::min(least, std::hypot(s.x - c.x, s.y - c.y));
    return least;
  };
  const auto best = [&](const std::vector<KeySeat>& free) {
    return std::ranges::max_element(free, {}, room);
  };
  if (settings.keyCount < 1) return chosen;
  const auto wide = freeSeats(rim, block, widerKeyMm(settings), settings.clearanceMm);
  if (wide.empty()) return chosen;
  chosen.push_back(*best(wide));
  const auto free = freeSeats(rim, block, settings.keyDiameterMm, settings.clearanceMm);
  const double apart = widerKeyMm(settings) / 2 + 2.5 * settings.keyDiameterMm;
  while (int(chosen.size()) < settings.keyCount && !free.empty() && room(*best(free)) >= apart)
    chosen.push_back(*best(free));
  return chosen;
}

/// How far a channel runs from a place.
double distanceTo(const Channel& c, double x, double y) {
  const double along =
      std::clamp((x - c.from.x) * c.alongX + (y - c.from.y) * c.alongY, 0.0, c.lengthMm);
  return std::hypot(x - c.from.x - along * c.alongX, y - c.from.y - along * c.alongY);
}

/// The way out from a rim point, unless it comes near a key, another channel or the part again.
std::optional<Channel> wayOut(const std::vector<RimPoint>& rim, std::size_t start, double turnDeg,
                              const Block& block, const MoldLayout& layout, double radius,
                              double clearanceMm) {
  const RimPoint& p = rim[start];
  const double turn = turnDeg * std::numbers::pi / 180;
  const double dx = p.normalX * std::cos(turn) - p.normalY * std::sin(turn);
  const double dy = p.normalX * std::sin(turn) + p.normalY * std::cos(turn);
  const auto outside = [&](double x, double y) {
    return x < block.left || x > block.right || y < block.front || y > block.back;
  };
  for (double s = 0;; s += 0.5) {
    const double x = p.place.x + s * dx, y = p.place.y + s * dy;
    if (outside(x, y)) return Channel{p.place, dx, dy, s + 3};
    if (distanceToRim(rim, x, y) < std::min(0.75 * s - 0.5, keyWallMm)) return std::nullopt;
    for (const KeySeat& key : layout.keys)
      if (std::hypot(key.x - x, key.y - y) < key.diameterMm / 2 + clearanceMm + radius + 2)
        return std::nullopt;
    for (const Channel& other : layout.channels)
      if (distanceTo(other, x, y) < 4 * radius) return std::nullopt;
  }
}

void addChannels(const std::vector<RimPoint>& rim, const Block& block, const MoldSettings& settings,
                 MoldLayout& layout) {
  const int n = int(rim.size());
  for (int c = 0; c < settings.channelCount; ++c) {
    const int middle = int((c + 0.5) * n / settings.channelCount);
    const int reach = n / (3 * settings.channelCount);
    std::optional<Channel> found;
    for (int shift = 0; shift <= reach && !found; shift += 3)
      for (const int sign : {1, -1})
        for (const double turn : {0.0, 20.0, -20.0})
          if (!found)
            found = wayOut(rim, std::size_t((middle + sign * shift + n) % n), turn, block, layout,
                           settings.channelDiameterMm / 2, settings.clearanceMm);
    if (found) layout.channels.push_back(*found);
  }
}

/// The shortest way out for the wide tube of a sprue.
std::optional<Channel> sprueFor(const std::vector<RimPoint>& rim, const Block& block,
                                const MoldLayout& layout, const MoldSettings& settings) {
  std::optional<Channel> shortest;
  if (settings.sprueDiameterMm <= 0) return shortest;
  for (std::size_t i = 0; i < rim.size(); i += 3)
    if (const auto way =
            wayOut(rim, i, 0, block, layout, settings.sprueDiameterMm / 2, settings.clearanceMm))
      if (!shortest || way->lengthMm < shortest->lengthMm) shortest = way;
  return shortest;
}

bool hasRoom(const PrySlot& slot, const std::vector<RimPoint>& rim, const MoldLayout& layout,
             const MoldSettings& settings) {
  for (double across = -prySlotWidthMm / 2; across <= prySlotWidthMm / 2; across += 1)
    for (double deep = 0; deep <= prySlotDepthMm; deep += 1) {
      const double x = slot.x + deep * slot.inwardX - across * slot.inwardY;
      const double y = slot.y + deep * slot.inwardY + across * slot.inwardX;
      if (distanceToRim(rim, x, y) < 2) return false;
      for (const KeySeat& key : layout.keys)
        if (std::hypot(key.x - x, key.y - y) < key.diameterMm / 2 + settings.clearanceMm + 2)
          return false;
      for (const Channel& channel : layout.channels)
        if (distanceTo(channel, x, y) < settings.channelDiameterMm / 2 + 2) return false;
    }
  return true;
}

/// One a side, the longer sides first, as near to its middle as there is room.
void addSlots(const std::vector<RimPoint>& rim, const Block& block, const MoldSettings& settings,
              MoldLayout& layout) {
  const double cx = (block.left + block.right) / 2, cy = (block.front + block.back) / 2;
  std::vector<PrySlot> sides{{cx, block.front, 0, 1},
                             {cx, block.back, 0, -1},
                             {block.left, cy, 1, 0},
                             {block.right, cy, -1, 0}};
  if (block.right - block.left < block.back - block.front)
    std::rotate(sides.begin(), sides.begin() + 2, sides.end());
  for (const PrySlot& side : sides) {
    if (int(layout.slots.size()) >= settings.prySlotCount) break;
    const double length = side.inwardX == 0 ? block.right - block.left : block.back - block.front;
    const double reach = length / 2 - cornerMm - prySlotWidthMm / 2;
    for (double shift = 0, sign = 1; shift <= reach; shift += sign > 0 ? 1 : 0, sign = -sign) {
      PrySlot slot = side;
      slot.x += sign * shift * std::abs(side.inwardY);
      slot.y += sign * shift * std::abs(side.inwardX);
      if (!hasRoom(slot, rim, layout, settings)) continue;
      layout.slots.push_back(slot);
      break;
    }
  }
}

}  // namespace

double widerKeyMm(const MoldSettings& settings) {
  return std::max(1.5 * settings.keyDiameterMm, settings.keyDiameterMm + 4 * settings.clearanceMm);
}

MoldLayout layOut(const std::vector<RimPoint>& rim, const MoldSettings& settings) {
  const Block tight = around(rim);
  const double most = widerKeyMm(settings) + 2 * keyWallMm + 2 * settings.clearanceMm + 2;
  MoldLayout layout;
  Block block{};
  for (double margin = settings.wallMm + 2; margin <= std::max(most, settings.wallMm + 2);
       margin += 1) {
    block = tight.grown(margin);
    layout.keys = keySeats(rim, block, settings);
    if (int(layout.keys.size()) >= settings.keyCount) break;
  }
  layout.outline = roundedOutline(block, cornerMm, borderStepMm);
  layout.sprue = sprueFor(rim, block, layout, settings);
  addChannels(rim, block, settings, layout);
  addSlots(rim, block, settings, layout);
  return layout;
}

std::vector<Vent> ventsFor(const TriangleMesh& part, const std::vector<RimPoint>& rim,
                           const MoldSettings& settings) {
  constexpr double stepMm = 1, aroundMm = 5, apartMm = 15;
  std::vector<Vent> vents;
  if (settings.ventCount == 0) return vents;
  const ColumnGrid grid = columnsOver(boundingBox(part), stepMm);
  const MeshColumns columns(part, grid);
  const auto height = [&](int i, int j) {
    const bool within = i >= 0 && j >= 0 && i < grid.width && j < grid.height;
    return within && !columns.at(i, j).empty() ? columns.at(i, j).back().z : -1e9f;
  };
  std::vector<Vec3> tops;
  for (int j = 0; j < grid.height; ++j)
    for (int i = 0; i < grid.width; ++i) {
      const float top = height(i, j);
      const Vec3 place{grid.x + i * stepMm, grid.y + j * stepMm, top};
      if (top < -1e8f || distanceToRim(rim, place.x, place.y) < aroundMm) continue;
      bool highest = true;
      const int reach = int(aroundMm / stepMm);
      for (int dj = -reach; dj <= reach && highest; ++dj)
        for (int di = -reach; di <= reach && highest; ++di)
          if (di != 0 || dj != 0) highest = height(i + di, j + dj) < top;
      if (highest) tops.push_back(place);
    }
  std::ranges::stable_sort(tops, std::ranges::greater{}, &Vec3::z);
  for (const Vec3& top : tops) {
    if (int(vents.size()) >= settings.ventCount) break;
    const bool apart = std::ranges::all_of(vents, [&](const Vent& other) {
      return std::hypot(other.top.x - top.x, other.top.y - top.y) >= apartMm;
    });
    if (apart) vents.push_back({top});
  }
  return vents;
}

}  // namespace bregma
