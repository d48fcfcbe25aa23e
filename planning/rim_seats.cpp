#include "planning/rim_seats.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "model/error.hpp"
#include "planning/mesh_boolean.hpp"
#include "planning/tube.hpp"

namespace bregma {

namespace {

constexpr double betweenSeatsMm = 2, betweenPocketsMm = 0.5;
constexpr double behindHoleMm = 1.5;                   // of a pocket
constexpr double beyondRimMm = 4;                      // of its cutter, past the wall
constexpr double aboveMm = 5;                          // of its cutter, over the floor
constexpr double leftBelowMm = 1.5, leftAroundMm = 1;  // of the implant, under a pocket

using Edge = std::pair<std::uint32_t, std::uint32_t>;

/// Where the outer side's distance to the walls passes a level: one point an edge.
class Parallel {
 public:
  Parallel(const OuterSide& side, double levelMm) : side_(side), level_(levelMm) {
    const TriangleMesh& mesh = side.mesh();
    std::vector<double> distance(mesh.vertices.size(), -1);
    for (const auto& t : mesh.triangles)
      for (const auto v : t)
        if (distance[v] < 0)
          distance[v] =
              std::min(side.wallNear(mesh.vertices[v], levelMm + 2).distance, levelMm + 2);
    for (const auto& t : mesh.triangles) cross(t, distance);
  }

  /// The longest closed line, point by point; empty when none closes.
  std::vector<Vec3> longest() const {
    std::map<Edge, bool> seen;
    std::vector<Vec3> best;
    double most = 0;
    for (const auto& [start, next] : next_) {
      if (seen[start]) continue;
      std::vector<Vec3> line;
      Edge at = start;
      double sum = 0;
      while (!seen[at]) {
        seen[at] = true;
        line.push_back(point_.at(at));
        if (line.size() > 1) sum += length(line.back() - line[line.size() - 2]);
        const auto on = next_.find(at);
        if (on == next_.end()) break;
        at = on->second;
      }
      if (at != start || sum <= most) continue;
      most = sum;
      best = std::move(line);
    }
    return best;
  }

 private:
  // The line enters a triangle by one edge and leaves it by another; the farther side from the
  // walls lies to the left of it, so that triangles agree.
  void cross(const std::array<std::uint32_t, 3>& t, const std::vector<double>& distance) {
    std::optional<Edge> enters, leaves;
    for (int c = 0; c < 3; ++c) {
      const std::uint32_t a = t[c], b = t[(c + 1) % 3];
      const bool farA = distance[a] >= level_, farB = distance[b] >= level_;
      if (farA == farB) continue;
      const Edge edge = std::minmax(a, b);
      const double f = (level_ - distance[a]) / (distance[b] - distance[a]);
      const auto& v = side_.mesh().vertices;
      point_.try_emplace(edge, v[a] + (v[b] - v[a]) * f);
      (farA ? leaves : enters) = edge;
    }
    if (enters && leaves) next_[*leaves] = *enters;
  }

  const OuterSide& side_;
  double level_;
  std::map<Edge, Vec3> point_;
  std::map<Edge, Edge> next_;
};

/// `count` points evenly along a closed line, the first where it reaches farthest towards `first`.
std::vector<Vec3> evenly(const std::vector<Vec3>& line, int count, const Vec3& first,
                         double& spacingMm) {
  const auto top = std::ranges::max_element(line, {}, [&](const Vec3& p) { return dot(p, first); });
  std::vector<Vec3> turned(top, line.end());
  turned.insert(turned.end(), line.begin(), top);
  turned.push_back(turned.front());
  double total = 0;
  for (std::size_t i = 1; i < turned.size(); ++i) total += length(turned[i] - turned[i - 1]);
  spacingMm = total / count;
  std::vector<Vec3> points;
  double passed = 0;
  for (std::size_t i = 1; i < turned.size() && int(points.size()) < count; ++i) {
    const double piece = length(turned[i] - turned[i - 1]);
    while (int(points.size()) < count && double(points.size()) * spacingMm <= passed + piece) {
      const double into = double(points.size()) * spacingMm - passed;
      points.push_back(turned[i - 1] +
                       (turned[i] - turned[i - 1]) * (piece > 0 ? into / piece : 0));
    }
    passed += piece;
  }
  return points;
}

/// The implant over a point of a pocket's floor.
struct Passage {
  double top = -1e9;  ///< how high it rises over the floor
  double below = 0;   ///< what is left of it below the floor
};

Passage passage(const OuterSide& side, const Pocket& pocket, double alongMm, double acrossMm) {
  constexpr double fromMm = 30;
  const Vec3 floor =
      pocket.behind + pocket.along * alongMm + cross(pocket.up, pocket.along) * acrossMm;
  const auto passed = side.crossings(floor + pocket.up * fromMm, -pocket.up, 2 * fromMm);
  if (passed.size() < 2) return {};
  return {fromMm - passed[0], std::max(0.0, passed[1] - std::max(passed[0], fromMm))};
}

std::optional<Pocket> pocketAt(const OuterSide& side, const HoleSeat& seat,
                               const ImplantSettings& settings) {
  const double toWall = seat.toRimMm + seat.radiusMm;
  const auto wall = side.wallNear(seat.place, toWall + 1);
  if (!(wall.distance <= toWall + 1)) return std::nullopt;
  const Vec3 toRim = wall.point - seat.place;
  const Vec3 up = side.normalAround(seat.place + toRim / 2, std::max(3.0, toWall / 2));
  const Vec3 along = normalized(toRim - up * dot(toRim, up));
  const double behind = seat.radiusMm + behindHoleMm;
  const Pocket pocket{seat.place - along * behind - up * settings.plateDepthMm, along, up,
                      behind + toWall + beyondRimMm, settings.plateWidthMm};
  if (passage(side, pocket, behind, 0).below < leftBelowMm) return std::nullopt;
  constexpr double rimMm = 1.5, openMm = 0.3;  // where fillet and taper thin it; over the part
  for (const double across : {-0.5, -0.25, 0.0, 0.25, 0.5})
    for (double s = 0; s < pocket.lengthMm; s += 1) {
      const Passage here = passage(side, pocket, s, across * pocket.widthMm);
      if (here.top > aboveMm - openMm) return std::nullopt;
      if (s < behind + toWall - rimMm && here.below < leftAroundMm) return std::nullopt;
    }
  return pocket;
}

/// The least distance between the middle lines of two pockets, at their ends and middles.
double apart(const Pocket& a, const Pocket& b) {
  double least = 1e9;
  for (const double s : {0.0, 0.5, 1.0})
    for (const double t : {0.0, 0.5, 1.0})
      least = std::min(least, length(a.behind + a.along * (s * a.lengthMm) - b.behind -
                                     b.along * (t * b.lengthMm)));
  return least;
}

bool keepApart(const RimSeats& seats) {
  for (std::size_t i = 0; i < seats.holes.size(); ++i)
    for (std::size_t j = i + 1; j < seats.holes.size(); ++j) {
      const HoleSeat &a = seats.holes[i], &b = seats.holes[j];
      if (holesClash(a, b) || length(a.place - b.place) < a.radiusMm + b.radiusMm + betweenSeatsMm)
        return false;
      if (!seats.pockets.empty() &&
          apart(seats.pockets[i], seats.pockets[j]) < seats.pockets[i].widthMm + betweenPocketsMm)
        return false;
    }
  return true;
}

void addPocket(TriangleMesh& cutters, const Pocket& pocket) {
  const Vec3 across = cross(pocket.up, pocket.along) * (pocket.widthMm / 2);
  const Vec3 end = pocket.behind + pocket.along * pocket.lengthMm;
  const std::vector<Vec3> floor{pocket.behind - across, end - across, end + across,
                                pocket.behind + across};
  std::vector<Vec3> top;
  for (const Vec3& p : floor) top.push_back(p + pocket.up * aboveMm);
  addTube(cutters, {floor, top});
}

}  // namespace

std::optional<RimSeats> rimSeats(const OuterSide& side, const Vec3& outward,
                                 const ImplantSettings& settings) {
  const double radius = settings.seatDiameterMm / 2;
  const auto line = Parallel(side, settings.seatRimMm + radius).longest();
  if (line.empty()) return std::nullopt;
  const Vec3 first = std::abs(outward.z) < 0.9 ? Vec3{0, 0, 1} : Vec3{0, -1, 0};
  RimSeats seats;
  for (const Vec3& place : evenly(line, settings.seatCount, first, seats.spacingMm)) {
    const auto hole = holeAt(side, place, radius);
    if (!hole) return std::nullopt;
    seats.holes.push_back(*hole);
    if (settings.seats != SeatKind::Plate) continue;
    const auto pocket = pocketAt(side, seats.holes.back(), settings);
    if (!pocket) return std::nullopt;
    seats.pockets.push_back(*pocket);
  }
  if (int(seats.holes.size()) != settings.seatCount || !keepApart(seats)) return std::nullopt;
  return seats;
}

bool clashes(const Pocket& pocket, const HoleSeat& hole) {
  constexpr double otherSideMm = 15;
  const Vec3 to = hole.place - pocket.behind;
  const double margin = hole.radiusMm + betweenHolesMm, along = dot(to, pocket.along);
  return std::abs(dot(to, pocket.up)) < otherSideMm && along > -margin &&
         along < pocket.lengthMm + margin &&
         std::abs(dot(to, cross(pocket.up, pocket.along))) < pocket.widthMm / 2 + margin;
}

std::optional<TriangleMesh> withPockets(const TriangleMesh& part,
                                        const std::vector<Pocket>& pockets) {
  if (pockets.empty()) return part;
  TriangleMesh cutters;
  for (const Pocket& pocket : pockets) addPocket(cutters, pocket);
  try {
    return carved(part, cutters, 0, "seats");
  } catch (const Error& error) {
    if (error.code != ErrorCode::BooleanFailed) throw;
    return std::nullopt;
  }
}

}  // namespace bregma
