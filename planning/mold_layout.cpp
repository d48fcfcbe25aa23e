#include "planning/mold_layout.hpp"

#include <algorithm>
#include <limits>
#include <numbers>
#include <optional>

namespace bregma {

namespace {

constexpr double keyWallMm = 4;
constexpr double cornerMm = 6;
constexpr double borderStepMm = 2;

struct Rectangle {
  double left, right, front, back;
  Rectangle grown(double by) const { return {left - by, right + by, front - by, back + by}; }
};

Rectangle around(const std::vector<RimPoint>& rim) {
  Rectangle r{1e9, -1e9, 1e9, -1e9};
  for (const RimPoint& p : rim) {
    r.left = std::min(r.left, p.place.x);
    r.right = std::max(r.right, p.place.x);
    r.front = std::min(r.front, p.place.y);
    r.back = std::max(r.back, p.place.y);
  }
  return r;
}

/// Counter-clockwise; points of one side have exactly one coordinate in common.
std::vector<Vec3> roundedOutline(const Rectangle& r, double corner, double step) {
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

/// As far apart as they go, beginning in a corner; fewer than `count` when there is no room.
std::vector<KeySeat> spread(std::vector<KeySeat> free, int count, double apart) {
  std::vector<KeySeat> chosen;
  while (int(chosen.size()) < count && !free.empty()) {
    const auto room = [&](const KeySeat& s) {
      double least = chosen.empty() ? std::hypot(s.x, s.y) : 1e9;
      for (const KeySeat& c : chosen) least = std::min(least, std::hypot(s.x - c.x, s.y - c.y));
      return least;
    };
    const auto best =
        std::max_element(free.begin(), free.end(),
                         [&](const KeySeat& a, const KeySeat& b) { return room(a) < room(b); });
    if (!chosen.empty() && room(*best) < apart) break;
    chosen.push_back(*best);
  }
  return chosen;
}

std::vector<KeySeat> keySeats(const std::vector<RimPoint>& rim, const Rectangle& block,
                              const MoldSettings& settings) {
  const double radius = settings.keyDiameterMm / 2 + settings.clearanceMm;
  std::vector<KeySeat> free;
  for (const Vec3& p : roundedOutline(block.grown(-radius - keyWallMm), 1, 1.5))
    if (distanceToRim(rim, p.x, p.y) >= radius + keyWallMm) free.push_back({p.x, p.y});
  return spread(std::move(free), settings.keyCount, 3 * settings.keyDiameterMm);
}

/// The way out from a rim point, unless it comes near a key, another channel or the part again.
std::optional<Channel> wayOut(const std::vector<RimPoint>& rim, std::size_t start, double turnDeg,
                              const Rectangle& block, const MoldLayout& layout,
                              const MoldSettings& settings) {
  const RimPoint& p = rim[start];
  const double turn = turnDeg * std::numbers::pi / 180;
  const double dx = p.normalX * std::cos(turn) - p.normalY * std::sin(turn);
  const double dy = p.normalX * std::sin(turn) + p.normalY * std::cos(turn);
  const double radius = settings.channelDiameterMm / 2;
  const double clearOfKeys = settings.keyDiameterMm / 2 + settings.clearanceMm + radius + 2;
  const auto outside = [&](double x, double y) {
    return x < block.left || x > block.right || y < block.front || y > block.back;
  };
  for (double s = 0;; s += 0.5) {
    const double x = p.place.x + s * dx, y = p.place.y + s * dy;
    if (outside(x, y)) return Channel{p.place, dx, dy, s + 3};
    if (distanceToRim(rim, x, y) < std::min(0.75 * s - 0.5, keyWallMm)) return std::nullopt;
    for (const KeySeat& key : layout.keys)
      if (std::hypot(key.x - x, key.y - y) < clearOfKeys) return std::nullopt;
    for (const Channel& other : layout.channels) {
      const double along =
          std::clamp((x - other.from.x) * other.alongX + (y - other.from.y) * other.alongY, 0.0,
                     other.lengthMm);
      if (std::hypot(x - other.from.x - along * other.alongX,
                     y - other.from.y - along * other.alongY) < 4 * radius)
        return std::nullopt;
    }
  }
}

void addChannels(const std::vector<RimPoint>& rim, const Rectangle& block,
                 const MoldSettings& settings, MoldLayout& layout) {
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
                           settings);
    if (found) layout.channels.push_back(*found);
  }
}

}  // namespace

MoldLayout layOut(const std::vector<RimPoint>& rim, const MoldSettings& settings) {
  const Rectangle tight = around(rim);
  const double most = settings.keyDiameterMm + 2 * keyWallMm + 2 * settings.clearanceMm + 2;
  MoldLayout layout;
  Rectangle block{};
  for (double margin = settings.wallMm + 2; margin <= std::max(most, settings.wallMm + 2);
       margin += 1) {
    block = tight.grown(margin);
    layout.keys = keySeats(rim, block, settings);
    if (int(layout.keys.size()) >= settings.keyCount) break;
  }
  layout.outline = roundedOutline(block, cornerMm, borderStepMm);
  addChannels(rim, block, settings, layout);
  return layout;
}

}  // namespace bregma
