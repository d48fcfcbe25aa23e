#include "planning/perforation.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <numbers>

#include "planning/mesh_boolean.hpp"
#include "planning/tube.hpp"

namespace bregma {

namespace {

constexpr int holeSides = 48;
constexpr double beyondMm = 3;  ///< of a cutter, outside of both sides

using Node = std::pair<int, int>;  // along two axes 60° apart
constexpr std::array<Node, 6> around{{{1, 0}, {0, 1}, {-1, 1}, {-1, 0}, {0, -1}, {1, -1}}};

Vec3 tangent(const Vec3& v, const Vec3& normal) { return normalized(v - normal * dot(v, normal)); }

struct Spot {
  Vec3 place, normal, along;  // `along`: the first axis of the pattern, in the surface
};

/// Spreads a pattern over the outer side.
class Pattern {
 public:
  Pattern(const OuterSide& side, double spacingMm) : side_(side), spacing_(spacingMm) {}

  /// From the middle outward, node by node.
  void grow(const Spot& first) {
    std::deque<Node> open{{0, 0}};
    spots_[{0, 0}] = first;
    while (!open.empty()) {
      const Node node = open.front();
      open.pop_front();
      for (int i = 0; i < 6; ++i) {
        const Node next{node.first + around[i].first, node.second + around[i].second};
        if (spots_.contains(next)) continue;
        const auto spot = neighbor(spots_.at(node), i);
        if (spot && isFree(spot->place)) {
          spots_[next] = *spot;
          open.push_back(next);
        }
      }
    }
  }

  /// Spreads what does not fit a curved surface evenly over all distances.
  void relax() {
    for (int pass = 0; pass < 60; ++pass) {
      auto moved = spots_;
      for (auto& [node, spot] : moved) {
        Vec3 push;
        int count = 0;
        for (const Node& step : around) {
          const auto other = spots_.find({node.first + step.first, node.second + step.second});
          if (other == spots_.end()) continue;
          const Vec3 between = spot.place - other->second.place;
          push = push + normalized(between) * (spacing_ - length(between));
          ++count;
        }
        if (count > 0) spot = onSurface(spot.place + push * (0.5 / count), spot);
      }
      spots_ = std::move(moved);
    }
  }

  const std::map<Node, Spot>& spots() const { return spots_; }

 private:
  Spot onSurface(const Vec3& place, const Spot& from) const {
    const OuterSpot spot = side_.nearest(place);
    return {spot.place, spot.normal, tangent(from.along, spot.normal)};
  }

  bool isFree(const Vec3& place) const {
    return std::ranges::none_of(spots_, [&](const auto& other) {
      return length(other.second.place - place) < 0.7 * spacing_;
    });
  }

  /// A spacing away in one of the six directions; none where the outer side has ended.
  std::optional<Spot> neighbor(const Spot& from, int direction) const {
    const double turn = std::numbers::pi / 3 * direction;
    const Vec3 d = from.along * std::cos(turn) + cross(from.normal, from.along) * std::sin(turn);
    double reach = spacing_;
    Spot spot;
    for (int i = 0; i < 4; ++i) {
      const Vec3 goal = from.place + d * reach;
      const auto nearest = side_.nearest(goal, spacing_);
      if (!nearest) return std::nullopt;
      spot = {nearest->place, nearest->normal, tangent(from.along, nearest->normal)};
      // Beyond the edge of the outer side the nearest point lies aside.
      const Vec3 off = goal - spot.place;
      if (length(off - spot.normal * dot(off, spot.normal)) > 0.05 * spacing_) return std::nullopt;
      reach *= spacing_ / std::max(0.3 * spacing_, length(spot.place - from.place));
    }
    const bool arrived = std::abs(length(spot.place - from.place) - spacing_) < 0.02 * spacing_;
    return arrived ? std::optional(spot) : std::nullopt;
  }

  const OuterSide& side_;
  double spacing_;
  std::map<Node, Spot> spots_;
};

}  // namespace

std::vector<HoleSeat> holePattern(const OuterSide& side, const Vec3& middle, const Vec3& outward,
                                  const ImplantSettings& settings) {
  const auto top = side.below(middle + outward * 500, -outward);
  if (!top) return {};
  Pattern pattern(side, settings.holeSpacingMm);
  const Vec3 superior = std::abs(outward.z) < 0.9 ? Vec3{0, 0, 1} : Vec3{0, -1, 0};
  pattern.grow({top->place, top->normal, tangent(cross(superior, top->normal), top->normal)});
  pattern.relax();
  const double radius = settings.holeDiameterMm / 2, clear = settings.holeRimMm + radius;
  std::vector<HoleSeat> holes;
  for (const auto& [node, spot] : pattern.spots())
    if (side.toWall(spot.place) >= clear)
      if (const auto hole = holeAt(side, spot.place, radius)) holes.push_back(*hole);
  return holes;
}

std::optional<HoleSeat> placedHole(const OuterSide& side, const HolePlace& hole) {
  constexpr double reachMm = 10;
  const auto spot = side.nearest(hole.center, reachMm);
  if (!spot) return std::nullopt;
  const auto seat = holeAt(side, spot->place, hole.diameterMm / 2);
  return seat && seat->toRimMm >= betweenHolesMm ? seat : std::nullopt;
}

std::optional<HoleSeat> holeAt(const OuterSide& side, const Vec3& place, double radiusMm) {
  constexpr int raysAround = 12;
  constexpr double marginMm = 0.2, farMm = 200;
  HoleSeat hole{place, side.normalAround(place, std::max(3.0, 2 * radiusMm)), radiusMm, 0,
                side.toWall(place) - radiusMm};
  const Vec3 above = place + hole.outward * beyondMm;
  std::vector<Vec3> starts = ringAround(above, hole.outward, radiusMm + marginMm, raysAround);
  starts.push_back(above);
  std::vector<std::vector<double>> rays;
  for (const Vec3& start : starts) {
    rays.push_back(side.crossings(start, -hole.outward, farMm));
    if (rays.back().size() < 2) return std::nullopt;
    hole.depthMm = std::max(hole.depthMm, rays.back()[1] - beyondMm);
  }
  for (const auto& crossings : rays)  // what lies beyond the cutter's end stays whole
    if (crossings.size() > 2 && crossings[2] < hole.depthMm + 2 * beyondMm + marginMm)
      return std::nullopt;
  return hole;
}

bool holesClash(const HoleSeat& a, const HoleSeat& b) {
  constexpr double stepMm = 1;  // axes of 10° to each other err by 0.02 mm
  const double least = a.radiusMm + b.radiusMm + betweenHolesMm;
  for (double deep = 0; deep < a.depthMm + stepMm; deep += stepMm) {
    const Vec3 p = a.place - a.outward * std::min(deep, a.depthMm);
    const double along = std::clamp(dot(b.place - p, b.outward), 0.0, b.depthMm);
    if (length(p - b.place + b.outward * along) < least) return true;
  }
  return false;
}

TriangleMesh perforated(const TriangleMesh& implant, const std::vector<HoleSeat>& holes) {
  if (holes.empty()) return implant;
  TriangleMesh cutters;
  for (const HoleSeat& hole : holes)
    addPrism(cutters, hole.place - hole.outward * (hole.depthMm + beyondMm),
             hole.place + hole.outward * beyondMm, hole.radiusMm, holeSides);
  return carved(implant, cutters, int(holes.size()), "holes");
}

}  // namespace bregma
