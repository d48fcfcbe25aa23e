#include "planning/review.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <unordered_map>

#include "model/parallel.hpp"
#include "model/weighted.hpp"
#include "planning/implant_faces.hpp"
#include "planning/insertion.hpp"
#include "planning/mesh_columns.hpp"
#include "planning/shell_distance.hpp"
#include "planning/surface_distance.hpp"
#include "planning/wall_thickness.hpp"

namespace bregma {

namespace {

constexpr double rimMm = 3;       ///< thickness is judged farther than this from the walls
constexpr double sampleMm = 0.8;  ///< cubes with one sample of thickness
constexpr double aroundMm = 2;    ///< the thinnest sample, thickness is measured everywhere
constexpr double facingMm = 3;    ///< bone farther away is no neighbor
constexpr double overlapVoxelMm = 0.25;

Box grown(const Box& box, double by) {
  return {box.low - Vec3{by, by, by}, box.high + Vec3{by, by, by}};
}

/// The least, and the mean by area, of the values that are not negative.
struct Least {
  double minimum = 0, mean = 0;
  std::optional<Vec3> place;
};
Least leastOf(const std::vector<double>& values, const std::vector<Vec3>& places,
              const std::vector<double>& areas) {
  Least least;
  double sum = 0, area = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0) continue;
    if (!least.place || values[i] < least.minimum) {
      least.minimum = values[i];
      least.place = places[i];
    }
    sum += values[i] * areas[i];
    area += areas[i];
  }
  if (area > 0) least.mean = sum / area;
  return least;
}

/// The outer side's area at each of its vertices; 0 at the others.
std::vector<double> outerAreas(const TriangleMesh& mesh, const Faces& faces) {
  std::vector<double> areas(mesh.vertices.size(), 0);
  for (std::size_t t = 0; t < faces.face.size(); ++t)
    if (faces.face[t] == Face::Outer)
      for (const std::uint32_t v : mesh.triangles[t]) areas[v] += faces.area[t] / 3;
  return areas;
}

/// The same area at the first vertex in each small cube; 0 at the others.
std::vector<double> sampledAreas(const TriangleMesh& mesh, const std::vector<double>& areas) {
  const Vec3 low = boundingBox(mesh).low;
  const auto cube = [](double at) { return std::uint64_t(at / sampleMm); };
  std::unordered_map<std::uint64_t, std::size_t> first;
  std::vector<double> sampled(areas.size(), 0);
  for (std::size_t v = 0; v < areas.size(); ++v) {
    if (areas[v] == 0) continue;
    const Vec3 p = mesh.vertices[v] - low;
    const std::uint64_t key = cube(p.x) << 42 | cube(p.y) << 21 | cube(p.z);
    sampled[first.try_emplace(key, v).first->second] += areas[v];
  }
  return sampled;
}

/// Below the outer side, along the normals of its vertices: those of thin triangles mean nothing.
/// Sampled first, then at every vertex around the thinnest samples.
void measureThickness(const TriangleMesh& mesh, const Faces& faces, const SurfaceDistance& implant,
                      const SurfaceDistance& walls, ImplantReview& review) {
  const std::vector<Vec3> normals = vertexNormals(mesh);
  const std::size_t count = mesh.vertices.size();
  std::vector<double> byRay(count, -1), byBall(count, -1);
  const auto measure = [&](const std::vector<std::size_t>& vertices) {
    parallelFor(int(vertices.size()), [&](int begin, int end) {
      for (int i = begin; i < end; ++i) {
        const std::size_t v = vertices[std::size_t(i)];
        if (walls.nearest(mesh.vertices[v], rimMm).distance < rimMm) continue;
        const auto wall = wallThickness(implant, mesh.vertices[v], normals[v]);
        if (!wall) continue;
        byRay[v] = wall->rayMm;
        byBall[v] = wall->medialMm;
      }
    });
  };
  const std::vector<double> areas = outerAreas(mesh, faces), sampled = sampledAreas(mesh, areas);
  std::vector<std::size_t> samples, around;
  for (std::size_t v = 0; v < count; ++v)
    if (sampled[v] > 0) samples.push_back(v);
  measure(samples);
  Least ray = leastOf(byRay, mesh.vertices, sampled),
        ball = leastOf(byBall, mesh.vertices, sampled);
  review.thicknessMeanMm = ray.mean;
  review.medialMeanMm = ball.mean;
  for (std::size_t v = 0; v < count; ++v) {
    const auto isNear = [&](const Least& least) {
      return least.place && length(mesh.vertices[v] - *least.place) < aroundMm;
    };
    if (areas[v] > 0 && (isNear(ray) || isNear(ball))) around.push_back(v);
  }
  measure(around);
  ray = leastOf(byRay, mesh.vertices, sampled);
  ball = leastOf(byBall, mesh.vertices, sampled);
  // As finely as it is told: a wall that was made to its limit is not below it.
  const auto toHundredths = [](double mm) { return std::round(100 * mm) / 100; };
  review.thicknessMinMm = toHundredths(ray.minimum);
  review.thinPlace = ray.place;
  review.medialMinMm = toHundredths(ball.minimum);
  review.medialPlace = ball.place;
}

/// Whether a point stands farther from bone than it comes to it on its way out, but does not meet
/// it there: what is undercut has not given way.
bool givesWay(const Vec3& point, double gapMm, const Vec3& outward, const SurfaceDistance& bone,
              double leastGapMm) {
  constexpr double reachMm = 25, stepMm = 0.35, nearerMm = 0.05;
  double least = gapMm;
  for (double way = stepMm; way < reachMm && least >= leastGapMm - nearerMm; way += stepMm)
    least = std::min(least, bone.nearest(point + outward * way, least).distance);
  return least < gapMm - nearerMm && least >= leastGapMm - nearerMm;
}

/// The gaps that faces keep as they were set; negative where one gives way, or had none.
std::vector<double> keptGaps(const std::vector<double>& gaps, const Faces& faces,
                             const Vec3& outward, const SurfaceDistance& bone, double leastGapMm) {
  constexpr double evenMm = 0.15;  // beyond the least gap, that a grid makes of one gap
  std::vector<double> kept = gaps;
  parallelFor(int(gaps.size()), [&](int begin, int end) {
    for (int t = begin; t < end; ++t)
      if (gaps[t] > leastGapMm + evenMm &&
          givesWay(faces.center[t], gaps[t], outward, bone, leastGapMm))
        kept[t] = -1;
  });
  return kept;
}

void measureGivingWay(const std::vector<double>& gaps, const std::vector<double>& kept,
                      const Faces& faces, ImplantReview& review) {
  double all = 0, given = 0, widest = 0;
  for (std::size_t t = 0; t < gaps.size(); ++t) {
    if (gaps[t] < 0) continue;
    all += faces.area[t];
    if (kept[t] >= 0) continue;
    given += faces.area[t];
    if (gaps[t] <= widest) continue;
    widest = gaps[t];
    review.givingWayPlace = faces.center[t];
  }
  if (all > 0) review.givingWayPercent = 100 * given / all;
}

/// To all that faces bone nearby. Mean and P95 leave out what the vault has shaped: what lies on
/// its tables or at the edge of the piece.
void measureGap(const Implant& implant, const Faces& faces, const HeadFrame& frame,
                const SurfaceDistance& bone, ImplantReview& review) {
  constexpr float onShellMm = 0.3f;
  std::optional<ShellDistance> shell;
  if (!implant.outline.empty()) shell.emplace(implant.tables, implant.outline);
  const int n = int(faces.face.size());
  std::vector<double> facing(n, -1), shaped(n, -1);
  parallelFor(n, [&](int begin, int end) {
    SurfaceDistance::Hit hit;
    for (int t = begin; t < end; ++t) {
      if (faces.face[t] == Face::Outer) continue;
      const Vec3& center = faces.center[t];
      // Triangles that follow each other lie beside each other: what one has found is not far.
      const double known = hit.distance < facingMm ? length(center - hit.point) + 1e-6 : facingMm;
      hit = bone.nearest(center, std::min(known, facingMm));
      if (hit.distance > facingMm) continue;
      if (dot(hit.point - center, faces.normal[t]) < 0.5 * hit.distance) continue;
      facing[t] = hit.distance;
      if (!shell || shell->at(frame.toHead(center)) <= -onShellMm) shaped[t] = hit.distance;
    }
  });
  const auto weighted = [&](const std::vector<double>& distances) {
    std::vector<Weighted> gaps;
    for (int t = 0; t < n; ++t)
      if (distances[t] >= 0) gaps.push_back({distances[t], faces.area[t]});
    return gaps;
  };
  const Least least = leastOf(facing, faces.center, faces.area);
  review.gapMinMm = least.minimum;
  review.gapMinPlace = least.place;
  review.gapMedianMm = quantileOf(weighted(facing), 0.5, 0);
  review.gapMeanMm = leastOf(shaped, faces.center, faces.area).mean;
  review.gapP95Mm = quantileOf(weighted(shaped), 0.95, 0);
  const auto widest = std::ranges::max_element(shaped);
  if (widest != shaped.end() && *widest > 0)
    review.gapMaxPlace = faces.center[std::size_t(widest - shaped.begin())];
  const std::vector<double> kept =
      keptGaps(shaped, faces, -implant.insertion, bone, review.gapMinMm);
  review.gapKeptP5Mm = quantileOf(weighted(kept), 0.05, 0);
  review.gapKeptP95Mm = quantileOf(weighted(kept), 0.95, 0);
  measureGivingWay(shaped, kept, faces, review);
}

void measureOverlap(const TriangleMesh& implant, const TriangleMesh& bone, ImplantReview& review) {
  const Box box = boundingBox(implant);
  const ColumnGrid grid = columnsOver(box, overlapVoxelMm);
  Box column = box;
  column.low.z = -1e9;
  column.high.z = 1e9;
  const MeshColumns implantAt(implant, grid), boneAt(reachingInto(bone, column), grid);
  struct Row {
    std::size_t count = 0, longest = 0;
    Vec3 place;  // the middle of the longest run
  };
  std::vector<Row> rows(grid.height);
  parallelFor(grid.height, [&](int begin, int end) {
    for (int j = begin; j < end; ++j)
      for (int i = 0; i < grid.width; ++i) {
        const auto a = implantAt.at(i, j), b = boneAt.at(i, j);
        if (a.empty() || b.empty()) continue;
        std::size_t nextA = 0, nextB = 0;
        int inA = 0, inB = 0;
        std::size_t run = 0;
        const auto first = int(std::floor(a.front().z / overlapVoxelMm));
        const auto last = int(std::ceil(a.back().z / overlapVoxelMm));
        for (int k = first; k <= last; ++k) {
          const double z = (k + 0.5) * overlapVoxelMm;
          while (nextA < a.size() && a[nextA].z < z) inA += a[nextA++].turn;
          while (nextB < b.size() && b[nextB].z < z) inB += b[nextB++].turn;
          run = inA > 0 && inB > 0 ? run + 1 : 0;
          rows[j].count += run > 0;
          if (run <= rows[j].longest) continue;
          rows[j].longest = run;
          rows[j].place = {grid.x + i * grid.stepMm, grid.y + j * grid.stepMm,
                           z - double(run) * overlapVoxelMm / 2};
        }
      }
  });
  std::size_t count = 0, longest = 0;
  for (const Row& row : rows) {
    count += row.count;
    if (row.longest <= longest) continue;
    longest = row.longest;
    review.overlapPlace = row.place;
  }
  review.overlapMm3 = double(count) * overlapVoxelMm * overlapVoxelMm * overlapVoxelMm;
}

/// How far the bone's outer table lies from the implant's outer side, continued across the gap as
/// a parabola. Looked at 2 mm beyond the gap, where a CT no longer rounds the edge of the bone;
/// negative when the table does not go on for 4 mm, as at the margin of the orbit.
double stepAt(const Vec3& p, const Vec3& n, const SurfaceDistance& implant,
              const SurfaceDistance& walls, const TriangleMesh& boneMesh,
              const SurfaceDistance& bone, double gapMm) {
  constexpr double back = 4, reach = 4, level = 0.8, roughMm = 1.2;
  const auto wall = walls.nearest(p, 2.5);
  if (!(wall.distance < 2.5)) return -1;
  const Vec3 toWall = wall.point - p;
  const Vec3 along = normalized(toWall - n * dot(toWall, n));
  const auto behind = implant.ray(p - along * back + n * reach, -n);
  if (!behind || behind->distance > 2 * reach) return -1;
  const double bend = (reach - behind->distance) / (back * back);
  double steps[2];
  for (const int i : {0, 1}) {
    const double across = wall.distance + gapMm + 2 * (i + 1);
    const auto hit = bone.ray(p + along * across + n * (reach + bend * across * across), -n);
    if (!hit || hit->distance > 2 * reach) return -1;
    if (dot(triangleNormal(boneMesh, hit->triangle), n) < level) return -1;
    steps[i] = hit->distance - reach;
  }
  return std::abs(steps[0] - steps[1]) < roughMm ? std::abs(steps[0]) : -1;
}

void measureRimStep(const Faces& faces, const SurfaceDistance& implant,
                    const SurfaceDistance& walls, const TriangleMesh& boneMesh,
                    const SurfaceDistance& bone, ImplantReview& review) {
  const int n = int(faces.face.size());
  std::vector<double> step(n, -1);
  parallelFor(n, [&](int begin, int end) {
    for (int t = begin; t < end; ++t) {
      if (faces.face[t] != Face::Outer) continue;
      const double fromWall = walls.nearest(faces.center[t], 2.0).distance;
      if (fromWall < 1.2 || fromWall > 2) continue;
      step[t] = stepAt(faces.center[t], faces.normal[t], implant, walls, boneMesh, bone,
                       review.gapMedianMm);
    }
  });
  std::vector<Weighted> steps;
  double most = 0;
  for (int t = 0; t < n; ++t) {
    if (step[t] < 0) continue;
    steps.push_back({step[t], faces.area[t]});
    if (step[t] <= most) continue;
    most = step[t];
    review.rimStepPlace = faces.center[t];
  }
  review.rimStepP95Mm = quantileOf(steps, 0.95, 0);
}

/// The largest extent over directions 3° apart: short of the diameter by 0.1 % at most.
void measureLargestDimension(const TriangleMesh& mesh, ImplantReview& review) {
  constexpr int count = 60;
  for (int i = 0; i < count; ++i)
    for (int j = 0; j < count; ++j) {
      const double polar = std::numbers::pi / 2 * i / (count - 1);
      const double turn = 2 * std::numbers::pi * j / count;
      const Vec3 d{std::sin(polar) * std::cos(turn), std::sin(polar) * std::sin(turn),
                   std::cos(polar)};
      double low = 1e9, high = -1e9;
      std::size_t farthest = 0;
      for (std::size_t v = 0; v < mesh.vertices.size(); v += 1 + mesh.vertices.size() / 4000) {
        const double along = dot(mesh.vertices[v], d);
        low = std::min(low, along);
        if (along > high) farthest = v;
        high = std::max(high, along);
      }
      if (high - low <= review.largestDimensionMm) continue;
      review.largestDimensionMm = high - low;
      review.longPlace = mesh.vertices[farthest];
    }
}

/// Of the inner side only: the walls end at it.
void measureBrainSide(const Faces& faces, const Vault& vault, const HeadFrame& frame,
                      ImplantReview& review) {
  if (vault.fields.inner.empty()) return;
  for (std::size_t t = 0; t < faces.face.size(); ++t) {
    if (faces.face[t] != Face::Inner) continue;
    const Chart::Pixel pixel = vault.fields.chart.pixelOf(frame.toHead(faces.center[t]));
    const double table = bilinear<double>(vault.fields.inner, vault.fields.chart, pixel);
    // Across the table rather than along the ray.
    const double cosine =
        std::abs(dot(faces.normal[t], normalized(faces.center[t] - frame.center)));
    const double outside = (pixel.radius - table) * cosine;
    if (!std::isfinite(outside)) continue;
    if (review.brainSideMm && outside >= *review.brainSideMm) continue;
    review.brainSideMm = outside;
    review.brainSidePlace = faces.center[t];
  }
}

void measureUndercut(const Implant& implant, const SurfaceDistance& bone, ImplantReview& review) {
  const Undercut undercut = undercutAlong(implant.mesh, bone, -implant.insertion);
  review.undercutMm2 = undercut.areaMm2;
  review.undercutPlace = undercut.place;
}

void measureWayIn(const Implant& implant, const Bone& bone, ImplantReview& review) {
  const SweptCheck swept = sweptCheck(implant.mesh, bone.surface, implant.insertion);
  review.stoppedMm = swept.stoppedMm;
  review.stoppedPlace = swept.place;
}

Side sideOf(const Implant& implant, const Defects& defects, const HeadFrame& frame) {
  if (implant.defect >= 0 && implant.defect < int(defects.regions.size()))
    return defects.regions[implant.defect].side;
  const Box box = boundingBox(implant.mesh);
  const double left = frame.toHead((box.low + box.high) / 2).x;
  return left > 10 ? Side::Left : left < -10 ? Side::Right : Side::Midline;
}

}  // namespace

TriangleMesh nearbyBone(const Bone& bone, const TriangleMesh& part) {
  return reachingInto(bone.surface, grown(boundingBox(part), 15));
}

ImplantReview reviewImplant(const Implant& implant, const Bone& bone, const Defects& defects,
                            const Vault& vault, const HeadFrame& frame) {
  ImplantReview review;
  review.volumeMm3 = volumeMm3(implant.mesh);
  review.areaMm2 = areaMm2(implant.mesh);
  review.side = sideOf(implant, defects, frame);
  review.insertion = implant.insertion;
  if (implant.mesh.empty()) return review;
  const Box box = boundingBox(implant.mesh);
  review.middle = (box.low + box.high) / 2;
  const Faces faces = facesOf(implant.mesh, frame.center);
  const TriangleMesh nearMesh = nearbyBone(bone, implant.mesh);
  // Each measure writes numbers of its own; those that run on one core go beside the others.
  std::optional<SurfaceDistance> whole, walls, nearBone;
  inParallel(
      [&] {
        whole.emplace(implant.mesh);
        walls.emplace(only(implant.mesh, faces, Face::Wall));
        measureOverlap(implant.mesh, bone.surface, review);
      },
      [&] {
        nearBone.emplace(nearMesh);
        measureWayIn(implant, bone, review);
        measureLargestDimension(implant.mesh, review);
      });
  inParallel([&] { measureThickness(implant.mesh, faces, *whole, *walls, review); },
             [&] {
               measureGap(implant, faces, frame, *nearBone, review);
               measureBrainSide(faces, vault, frame, review);
               measureUndercut(implant, *nearBone, review);
             });
  measureRimStep(faces, *whole, *walls, nearMesh, *nearBone, review);
  return review;
}

}  // namespace bregma
