#include "planning/fit_gauge.hpp"

#include <algorithm>
#include <cmath>

#include "model/mesh_rounding.hpp"
#include "model/parallel.hpp"
#include "model/surface.hpp"
#include "planning/bone_distance.hpp"
#include "planning/surface_distance.hpp"
#include "planning/untangling.hpp"
#include "planning/voxel_parts.hpp"

namespace bregma {

namespace {

constexpr double finestMm = 0.4, mostVoxels = 2e7, boneBandMm = 1.2;
constexpr double speckMm3 = 100;  // smaller pieces are not missed

Geometry gridAround(const TriangleMesh& implant, double widthMm) {
  const Box box = boundingBox(implant);
  const Vec3 margin{widthMm + 2, widthMm + 2, widthMm + 2};
  const Vec3 low = box.low - margin, extent = box.high + margin - low;
  const double voxel = std::max(finestMm, std::cbrt(extent.x * extent.y * extent.z / mostVoxels));
  Geometry grid;
  for (int axis = 0; axis < 3; ++axis) grid.size[axis] = int(extent[axis] / voxel) + 1;
  grid.spacing = {voxel, voxel, voxel};
  grid.origin = low + Vec3{0.381966, 0.7548777, 0.5698403} * voxel;
  return grid;
}

/// Distances to the implant are needed far out and only roughly: on a coarse grid, where asking for
/// each voxel costs less than telling all voxels around each triangle.
DistanceVolume farFrom(const TriangleMesh& implant, const Geometry& fine, double widthMm) {
  constexpr double coarseMm = 1.5;
  const double bandMm = widthMm + 3 * coarseMm;
  Geometry grid = fine;
  for (int axis = 0; axis < 3; ++axis)
    grid.size[axis] = int((fine.size[axis] - 1) * fine.spacing[axis] / coarseMm) + 2;
  grid.spacing = {coarseMm, coarseMm, coarseMm};
  const SurfaceDistance surface(implant);
  std::vector<float> values(grid.count(), float(bandMm));
  parallelFor(grid.size[2], [&](int first, int last) {
    for (int k = first; k < last; ++k)
      for (int j = 0; j < grid.size[1]; ++j) {
        SurfaceDistance::Hit hit;  // of the voxel before: no farther than from there
        for (int i = 0; i < grid.size[0]; ++i) {
          const Vec3 p = grid.toPatient(i, j, k);
          const double known = hit.distance < bandMm ? length(p - hit.point) + 1e-9 : bandMm;
          hit = surface.nearest(p, std::min(bandMm, known));
          if (hit.distance < bandMm) values[grid.index(i, j, k)] = float(hit.distance);
        }
      }
  });
  return {grid, std::move(values)};
}

/// Hollows that nothing leads to would hold the printer's resin and make parts within the part.
void fillHollows(const Geometry& grid, std::vector<float>& values) {
  const VoxelParts outside(grid.size, [&](int j, int k, std::uint8_t* row) {
    const bool side = j == 0 || k == 0 || j + 1 == grid.size[1] || k + 1 == grid.size[2];
    for (int i = 0; i < grid.size[0]; ++i)  // all that reaches the border leads out
      row[i] = side || i == 0 || i + 1 == grid.size[0] || values[grid.index(i, j, k)] > 0;
  });
  const std::size_t open = outside.largest();
  const auto hollow = outside.mask([&](std::size_t part) { return part != open; });
  for (std::size_t i = 0; i < values.size(); ++i)
    if (hollow[i]) values[i] = -values[i];
}

// The largest piece; tells about the others.
TriangleMesh onePiece(const TriangleMesh& ring, std::vector<Finding>& findings) {
  std::vector<TriangleMesh> pieces = connectedParts(ring);
  if (pieces.empty()) return {};
  double count = 0, leftOutMm3 = 0;
  std::optional<Vec3> place;
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    const double mm3 = std::abs(volumeMm3(pieces[i]));
    if (mm3 < speckMm3) continue;
    ++count;
    leftOutMm3 += mm3;
    if (!place) place = pieces[i].vertices.front();
  }
  if (place)
    findings.push_back({FindingCode::GaugeInPieces,
                        Severity::Warning,
                        Step::Mold,
                        {count, leftOutMm3 / 1000},
                        *place});
  return std::move(pieces.front());
}

TriangleMesh ringOf(const Scan& scan, const Bone& bone, const Implant& implant, double widthMm,
                    std::vector<Finding>& findings, const Progress& progress) {
  const Geometry grid = gridAround(implant.mesh, widthMm);
  const BoneField field(scan.ct, bone.mask, bone.lowerHu);
  std::vector<float> values = boneDistance(bone.surface, field, grid, boneBandMm);
  progress.at(0.4);
  const DistanceVolume away = farFrom(implant.mesh, grid, widthMm);
  progress.at(0.6);
  fillHollows(grid, values);
  const Geometry& coarse = away.geometry();
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const Vec3 index = coarse.toIndex(grid.toPatient(i, j, k));
        const double beyond = sampleAtIndex(away, index, widthMm + 1) - widthMm;
        float& value = values[grid.index(i, j, k)];
        value = std::max(value, float(beyond));
      }
  progress.at(0.8);
  return onePiece(isosurface({grid, std::move(values)}, progress.part(0.8, 1)), findings);
}

}  // namespace

PrintPart makeFitGauge(const Scan& scan, const Bone& bone, const Implant& implant,
                       const MoldSettings& settings, std::vector<Finding>& findings,
                       Progress progress) {
  const bool whole = settings.gaugeWidthMm == 0;
  PrintPart part{.kind = PrintKind::Gauge, .down = whole ? Vec3{0, 0, -1} : implant.insertion};
  part.mesh =
      whole ? untangled(bone.surface)
            : ringOf(scan, bone, implant, settings.gaugeWidthMm, findings, progress.part(0, 0.9));
  if (part.mesh.empty())
    throw Error(ErrorCode::PlanValueBad,
                {std::string("mold.gaugeWidthMm"), std::to_string(settings.gaugeWidthMm),
                 std::string("wider than the gap between implant and bone, or 0 for the skull")},
                boundingBox(implant.mesh).low);
  part.mesh = roundedToFloat(part.mesh);
  part.check = checkMesh(part.mesh);
  if (!part.check.printable() && part.check.selfIntersections > 0) {
    part.mesh = roundedToFloat(untangled(part.mesh));
    part.check = checkMesh(part.mesh);
  }
  if (!part.check.printable())
    throw Error(ErrorCode::BooleanFailed, {std::string(nameOf(part.kind))},
                boundingBox(implant.mesh).low);
  progress.at(1);
  return part;
}

}  // namespace bregma
