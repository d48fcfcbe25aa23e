#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/parallel.hpp"
#include "model/weighted.hpp"
#include "planning/insertion.hpp"
#include "planning/review.hpp"
#include "planning/surface_distance.hpp"

namespace bregma {

namespace {

constexpr double reachMm = 0.5;      ///< of the cavity from the implant, at most
constexpr double touchingMm = 0.02;  ///< the parting faces of closed halves
constexpr double trappedMm = 0.05;

Vec3 centerOf(const TriangleMesh& mesh, std::size_t t) {
  const auto& c = mesh.triangles[t];
  return (mesh.vertices[c[0]] + mesh.vertices[c[1]] + mesh.vertices[c[2]]) / 3;
}

double areaOf(const TriangleMesh& mesh, std::size_t t) {
  const auto& c = mesh.triangles[t];
  return length(cross(mesh.vertices[c[1]] - mesh.vertices[c[0]],
                      mesh.vertices[c[2]] - mesh.vertices[c[0]])) /
         2;
}

/// Which half shapes each triangle of the implant, and how far off it is; nothing does where a
/// vent begins.
struct Shaped {
  std::vector<std::uint8_t> byOuter;
  std::vector<Weighted> samples;
};

bool isOverMouth(const Vec3& p, const std::vector<VentMouth>& mouths, const Vec3& pull) {
  return std::any_of(mouths.begin(), mouths.end(), [&](const VentMouth& mouth) {
    const Vec3 to = p - mouth.center;
    const double along = dot(to, pull);
    return std::abs(along) < mouth.diameterMm && length(to - pull * along) < mouth.diameterMm / 2;
  });
}

Shaped shapedBy(const TriangleMesh& implant, const SurfaceDistance& outer,
                const SurfaceDistance& inner, const std::vector<VentMouth>& mouths,
                const Vec3& pull) {
  const int n = int(implant.triangles.size());
  Shaped shaped{std::vector<std::uint8_t>(n), std::vector<Weighted>(n)};
  parallelFor(n, [&](int begin, int end) {
    for (int t = begin; t < end; ++t) {
      const Vec3 p = centerOf(implant, t);
      double toOuter = outer.nearest(p, reachMm).distance;
      double toInner = inner.nearest(p, std::min(toOuter, reachMm)).distance;
      if (toOuter > reachMm && toInner > reachMm) {  // rare, and slow
        toOuter = outer.distance(p);
        toInner = inner.nearest(p, toOuter).distance;
      }
      shaped.byOuter[t] = toOuter <= toInner;
      const double area = isOverMouth(p, mouths, pull) ? 0 : areaOf(implant, t);
      shaped.samples[t] = {std::min(toOuter, toInner), area};
    }
  });
  return shaped;
}

/// How far the cavity's walls in one half are from the implant. Where the other half touches is
/// the parting surface; farther than 0.5 mm from the implant, or across its surface, are channels
/// and vents.
void addCavity(const TriangleMesh& half, const SurfaceDistance& other,
               const SurfaceDistance& implant, const TriangleMesh& mesh,
               std::vector<Weighted>& samples) {
  const int n = int(half.triangles.size());
  std::vector<Weighted> found(n, {-1, 0});
  parallelFor(n, [&](int begin, int end) {
    for (int t = begin; t < end; ++t) {
      const Vec3 p = centerOf(half, t);
      const auto nearest = implant.nearest(p, reachMm);
      if (nearest.distance > reachMm) continue;
      if (dot(triangleNormal(half, t), triangleNormal(mesh, nearest.triangle)) > -0.5) continue;
      const double distance = nearest.distance;
      if (other.nearest(p, touchingMm).distance <= touchingMm) continue;
      found[t] = {distance, areaOf(half, t)};
    }
  });
  for (const Weighted& s : found)
    if (s.value >= 0) samples.push_back(s);
}

/// The walls that their own half reaches behind.
void measureUndercut(const TriangleMesh& mesh, const SurfaceDistance& implant, const Shaped& shaped,
                     const Vec3& pull, MoldReview& review) {
  const int n = int(mesh.triangles.size());
  std::vector<double> trapped(n, 0);
  parallelFor(n, [&](int begin, int end) {
    for (int t = begin; t < end; ++t) {
      const Vec3 leaves = shaped.byOuter[t] ? pull : -pull;
      const Vec3 normal = triangleNormal(mesh, t);
      if (dot(normal, leaves) >= 0) continue;
      const auto hit = implant.ray(centerOf(mesh, t) - normal * trappedMm, -leaves);
      if (hit && shaped.byOuter[hit->triangle] == shaped.byOuter[t]) trapped[t] = areaOf(mesh, t);
    }
  });
  const auto worst = std::max_element(trapped.begin(), trapped.end());
  review.undercutMm2 = std::accumulate(trapped.begin(), trapped.end(), 0.0);
  if (review.undercutMm2 > 0)
    review.undercutPlace = centerOf(mesh, std::size_t(worst - trapped.begin()));
}

}  // namespace

MoldReview reviewMold(const Mold& mold, const TriangleMesh& cast,
                      const std::vector<VentMouth>& mouths) {
  MoldReview review;
  if (mold.outerHalf.empty() || mold.innerHalf.empty()) return review;
  const SurfaceDistance outer(mold.outerHalf), inner(mold.innerHalf), part(cast);
  const Shaped shaped = shapedBy(cast, outer, inner, mouths, mold.pull);
  std::vector<Weighted> cavity;
  addCavity(mold.outerHalf, inner, part, cast, cavity);
  addCavity(mold.innerHalf, outer, part, cast, cavity);
  const double shapedP99 = quantileOf(shaped.samples, 0.99, 0);
  review.cavityErrorP99Mm = std::max(shapedP99, quantileOf(std::move(cavity), 0.99, 0));
  const auto farthest = std::ranges::max_element(shaped.samples, {}, [&](const Weighted& s) {
    return s.value <= shapedP99 ? s.value : 0;  // beyond it are the mouths of channels
  });
  review.cavityPlace = centerOf(cast, std::size_t(farthest - shaped.samples.begin()));
  measureUndercut(cast, part, shaped, mold.pull, review);
  const SweptCheck swept = sweptCheck(mold.outerHalf, mold.innerHalf, -mold.pull);
  review.separates = !swept.place;
  review.stoppedMm = swept.stoppedMm;
  review.stoppedPlace = swept.place;
  return review;
}

}  // namespace bregma
