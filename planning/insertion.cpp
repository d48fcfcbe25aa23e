#include "planning/insertion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>

#include "model/parallel.hpp"
#include "planning/mesh_columns.hpp"
#include "planning/rim_silhouette.hpp"

namespace bregma {

namespace {

constexpr double trappedMm = 0.05;  ///< undercuts less deep than this give way
constexpr double reachMm = 15;      ///< bone farther out is the swept check's
constexpr double patchMm = 6;
constexpr double columnMm = 0.25, touchingMm = 0.02;
constexpr double deepestMm = 6, depthStepMm = 0.05;
constexpr double asGoodShare = 1.02, asGoodMm2 = 0.5;

double radians(double degrees) { return degrees * std::numbers::pi / 180; }
double degrees(double radians) { return radians * 180 / std::numbers::pi; }
double angleDeg(const Vec3& a, const Vec3& b) {
  return degrees(std::atan2(length(cross(a, b)), dot(a, b)));
}

/// A small piece of surface.
struct Piece {
  Vec3 center, normal;
  double areaMm2 = 0;
};

std::vector<Piece> piecesOf(const TriangleMesh& mesh) {
  std::vector<Piece> pieces(mesh.triangles.size());
  for (std::size_t t = 0; t < pieces.size(); ++t) {
    const auto& c = mesh.triangles[t];
    const Vec3 &p = mesh.vertices[c[0]], &q = mesh.vertices[c[1]], &r = mesh.vertices[c[2]];
    const Vec3 doubled = cross(q - p, r - p);
    pieces[t] = {(p + q + r) / 3, normalized(doubled), length(doubled) / 2};
  }
  return pieces;
}

bool hasBoneInFront(const Vec3& point, const SurfaceDistance& bone, const Vec3& outward) {
  const auto hit = bone.ray(point, outward);
  return hit && hit->distance < reachMm;
}

bool isTrapped(const Vec3& point, const Vec3& normal, const SurfaceDistance& bone,
               const Vec3& outward) {
  return dot(normal, outward) > 0 && hasBoneInFront(point - normal * trappedMm, bone, outward);
}
bool isTrapped(const Piece& piece, const SurfaceDistance& bone, const Vec3& outward) {
  return isTrapped(piece.center, piece.normal, bone, outward);
}

/// How far `point` must move along `across` until nothing is in front of it.
double depthBehindBone(const Vec3& point, const Vec3& across, const SurfaceDistance& bone,
                       const Vec3& outward) {
  double behind = 0, free = deepestMm;
  while (free - behind > depthStepMm) {
    const double middle = (behind + free) / 2;
    (hasBoneInFront(point + across * middle, bone, outward) ? behind : free) = middle;
  }
  return free;
}

/// One flag a piece.
std::vector<std::uint8_t> trapped(const std::vector<Piece>& pieces, const SurfaceDistance& bone,
                                  const Vec3& outward) {
  std::vector<std::uint8_t> flags(pieces.size());
  parallelFor(int(pieces.size()), [&](int begin, int end) {
    for (int i = begin; i < end; ++i) flags[i] = isTrapped(pieces[i], bone, outward);
  });
  return flags;
}

double trappedArea(const std::vector<Piece>& pieces, const SurfaceDistance& bone,
                   const Vec3& outward) {
  const auto flags = trapped(pieces, bone, outward);
  double area = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (flags[i]) area += pieces[i].areaMm2;
  return area;
}

/// What no direction of the cone can trap is left out: it faces inward, or bone is too far.
std::vector<Piece> trappable(const std::vector<Piece>& pieces, const SurfaceDistance& bone,
                             const Vec3& meanOutward) {
  const double inward = -std::sin(radians(insertionConeDeg));
  std::vector<std::uint8_t> kept(pieces.size());
  parallelFor(int(pieces.size()), [&](int begin, int end) {
    for (int i = begin; i < end; ++i)
      kept[i] = dot(pieces[i].normal, meanOutward) > inward &&
                bone.nearest(pieces[i].center, reachMm).distance < reachMm;
  });
  std::vector<Piece> some;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (kept[i]) some.push_back(pieces[i]);
  return some;
}

struct Axes {
  Vec3 up, side;  // unit, at right angles to `outward` and each other
};
Axes axesAbout(const Vec3& outward) {
  const Vec3 towards = std::abs(outward.z) < 0.9 ? Vec3{0, 0, 1} : Vec3{0, -1, 0};
  const Vec3 up = normalized(towards - outward * dot(towards, outward));
  return {up, cross(outward, up)};
}

/// Every direction that was looked at, and what it traps.
class DirectionSearch {
 public:
  DirectionSearch(std::vector<Piece> pieces, const SurfaceDistance& bone, const Vec3& meanOutward,
                  const Progress& progress)
      : pieces_(std::move(pieces)), bone_(bone), mean_(meanOutward), progress_(progress) {}

  struct Tried {
    Vec3 outward;
    double areaMm2 = 0, leanDeg = 0;
  };

  const Tried& attempt(const Vec3& outward) {
    constexpr double usual = 220;
    progress_.at(std::min(1.0, double(tried_.size()) / usual));
    tried_.push_back({outward, trappedArea(pieces_, bone_, outward), angleDeg(outward, mean_)});
    return tried_.back();
  }

  /// Evenly over the cone, by the golden angle.
  void scatter(int count) {
    const Axes axes = axesAbout(mean_);
    const double cap = 1 - std::cos(radians(insertionConeDeg));
    for (int i = 0; i < count; ++i) {
      const double cosine = 1 - cap * (i + 0.5) / count, turn = 2.399963229728653 * i;
      const Vec3 across = axes.up * std::cos(turn) + axes.side * std::sin(turn);
      attempt(mean_ * cosine + across * std::sqrt(1 - cosine * cosine));
    }
  }

  /// Walks downhill in ever smaller steps.
  void descend(Tried best) {
    for (const double stepDeg : {3.0, 1.5, 0.75, 0.4}) {
      const Axes axes = axesAbout(best.outward);
      const Vec3 from = best.outward;
      for (int i = 0; i < 6; ++i) {
        const double turn = std::numbers::pi * i / 3;
        const Vec3 to = normalized(from + (axes.up * std::cos(turn) + axes.side * std::sin(turn)) *
                                              std::tan(radians(stepDeg)));
        if (angleDeg(to, mean_) > insertionConeDeg) continue;
        if (const Tried& next = attempt(to); next.areaMm2 < best.areaMm2) best = next;
      }
    }
  }

  /// The best ones of the attempts so far.
  std::vector<Tried> best(std::size_t count) const {
    auto sorted = tried_;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Tried& a, const Tried& b) {
      return std::pair(a.areaMm2, a.leanDeg) < std::pair(b.areaMm2, b.leanDeg);
    });
    sorted.resize(std::min(sorted.size(), count));
    return sorted;
  }

  /// Of those that are as good as the best, the one that leans least.
  Tried nearest() const {
    const double enough = best(1).front().areaMm2 * asGoodShare + asGoodMm2;
    Tried nearest = best(1).front();
    for (const Tried& t : tried_)
      if (t.areaMm2 <= enough && t.leanDeg < nearest.leanDeg) nearest = t;
    return nearest;
  }

  /// Leans less, as long as it is as good.
  void straighten() {
    const double enough = best(1).front().areaMm2 * asGoodShare + asGoodMm2;
    Vec3 good = nearest().outward, low = mean_;
    for (int i = 0; i < 6; ++i) {
      const Vec3 middle = normalized(good + low);
      (attempt(middle).areaMm2 <= enough ? good : low) = middle;
    }
  }

 private:
  std::vector<Piece> pieces_;
  const SurfaceDistance& bone_;
  Vec3 mean_;
  const Progress& progress_;
  std::vector<Tried> tried_;
};

}  // namespace

Undercut undercutAlong(const TriangleMesh& implant, const SurfaceDistance& bone,
                       const Vec3& outward) {
  const std::vector<Piece> pieces = piecesOf(implant);
  const auto flags = trapped(pieces, bone, outward);
  struct Patch {
    double areaMm2 = 0;
    Vec3 sum;
  };
  std::map<std::array<int, 3>, Patch> patches;
  Undercut undercut;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (!flags[i]) continue;
    const Piece& piece = pieces[i];
    Patch& patch = patches[{int(std::floor(piece.center.x / patchMm)),
                            int(std::floor(piece.center.y / patchMm)),
                            int(std::floor(piece.center.z / patchMm))}];
    patch.areaMm2 += piece.areaMm2;
    patch.sum = patch.sum + piece.center * piece.areaMm2;
    undercut.areaMm2 += piece.areaMm2;
  }
  const auto largest = std::max_element(
      patches.begin(), patches.end(),
      [](const auto& a, const auto& b) { return a.second.areaMm2 < b.second.areaMm2; });
  if (undercut.areaMm2 > 0) undercut.place = largest->second.sum / largest->second.areaMm2;
  return undercut;
}

std::vector<float> undercutDepths(const TriangleMesh& implant, const SurfaceDistance& bone,
                                  const Vec3& outward) {
  const auto normals = vertexNormals(implant);
  const Box box = boundingBox(implant);
  const Vec3 middle = (box.low + box.high) / 2;
  const auto flat = [&](const Vec3& v) { return v - outward * dot(v, outward); };
  std::vector<float> depths(implant.vertices.size(), std::numeric_limits<float>::quiet_NaN());
  parallelFor(int(depths.size()), [&](int begin, int end) {
    for (int v = begin; v < end; ++v) {
      const Vec3 &p = implant.vertices[v], &n = normals[v];
      if (!isTrapped(p, n, bone, outward)) continue;
      // A wall gives way against its normal; what faces straight out, towards the middle.
      const Vec3 away = flat(-n);
      const Vec3 across = normalized(length(away) > 0.2 ? away : flat(middle - p));
      depths[v] = float(depthBehindBone(p - n * trappedMm, across, bone, outward));
    }
  });
  return depths;
}

Vec3 proposeOutward(const TriangleMesh& shape, const SurfaceDistance& bone, const Vec3& meanOutward,
                    const Progress& progress) {
  const Vec3 mean = normalized(meanOutward);
  const std::vector<Piece> pieces = piecesOf(shape);
  if (trappedArea(pieces, bone, mean) <= asGoodMm2) return mean;
  DirectionSearch search(trappable(pieces, bone, mean), bone, mean, progress);
  search.attempt(mean);
  search.scatter(96);
  for (const auto& start : search.best(3)) search.descend(start);
  search.straighten();
  return search.nearest().outward;
}

std::optional<Vec3> chosenOutward(const ImplantSettings& settings, int defect,
                                  const Vec3& meanOutward) {
  for (const InsertionChoice& choice : settings.insertions) {
    if (choice.defect != defect + 1) continue;
    const Vec3 outward = normalized(-choice.direction);
    if (const double lean = angleDeg(outward, meanOutward); lean > insertionLimitDeg)
      throw Error(ErrorCode::PlanValueBad,
                  {std::string("implant.insertions"),
                   std::to_string(int(std::lround(lean))) + "° from the normal of defect " +
                       std::to_string(choice.defect),
                   "at most " + std::to_string(int(insertionLimitDeg)) + "°"});
    return outward;
  }
  return std::nullopt;
}

Vec3 withinLimit(const Vec3& outward, const Vec3& meanOutward) {
  const Vec3 mean = normalized(meanOutward), wanted = normalized(outward);
  const double mostDeg = insertionLimitDeg - 0.01;  // rounding must not carry it beyond
  const double leanDeg = angleDeg(wanted, mean);
  if (leanDeg <= mostDeg) return wanted;
  const Vec3 axis = cross(mean, wanted);
  const Vec3 about = length(axis) > 1e-9 ? normalized(axis) : axesAbout(mean).up;
  return rotation(about, radians(mostDeg)) * mean;
}

void chooseInsertion(ImplantSettings& settings, int defect, const std::optional<Vec3>& direction) {
  std::erase_if(settings.insertions,
                [&](const InsertionChoice& c) { return c.defect == defect + 1; });
  if (direction) settings.insertions.push_back({defect + 1, *direction});
}

SweptCheck sweptCheck(const TriangleMesh& moving, const TriangleMesh& fixed,
                      const Vec3& direction) {
  SweptCheck check;
  if (moving.empty() || fixed.empty()) return check;
  const PullFrame frame = pullFrame(moving, -normalized(direction));
  const TriangleMesh part = inPullFrame(moving, frame);
  Box column = boundingBox(part);
  const ColumnGrid grid = columnsOver(column, columnMm);
  column.high.z = 1e9;
  const MeshColumns partAt(part, grid),
      fixedAt(reachingInto(inPullFrame(fixed, frame), column), grid);
  for (int j = 0; j < grid.height; ++j)
    for (int i = 0; i < grid.width; ++i) {
      const auto a = partAt.at(i, j), b = fixedAt.at(i, j);
      if (a.empty() || b.empty()) continue;
      const double stopped = double(b.back().z) - a.front().z;
      if (stopped <= std::max(check.stoppedMm, touchingMm)) continue;
      check.stoppedMm = stopped;
      check.place =
          frame.toPatient({grid.x + i * grid.stepMm, grid.y + j * grid.stepMm, b.back().z});
    }
  return check;
}

Vec3 leaned(const Vec3& outward, const Lean& lean) {
  const Axes axes = axesAbout(outward);
  return normalized(outward + axes.up * std::tan(radians(lean.upDeg)) +
                    axes.side * std::tan(radians(lean.sideDeg)));
}

Lean leanOf(const Vec3& outward, const Vec3& leaned) {
  const Axes axes = axesAbout(outward);
  const double along = dot(leaned, outward);
  return {degrees(std::atan2(dot(leaned, axes.up), along)),
          degrees(std::atan2(dot(leaned, axes.side), along))};
}

}  // namespace bregma
