#include "planning/implant.hpp"

#include <algorithm>
#include <set>

#include "model/surface.hpp"
#include "planning/bone_islands.hpp"
#include "planning/implant_finish.hpp"
#include "planning/implant_shape.hpp"
#include "planning/implant_tables.hpp"
#include "planning/insertion.hpp"
#include "planning/review.hpp"
#include "planning/smoothing.hpp"
#include "planning/untangling.hpp"

namespace bregma {

namespace {

constexpr double mostRimStepMm = 0.6, mostUndercutMm2 = 1;  // beyond them a person must look
constexpr double searchVoxelMm = 1;

std::vector<Finding> findingsOf(const ImplantReview& review, double minThicknessMm,
                                const DefectRegion& region) {
  std::vector<Finding> findings;
  const auto add = [&](FindingCode code, std::vector<Arg> args, const std::optional<Vec3>& place) {
    findings.push_back(
        {code, Severity::Warning, Step::Implant, std::move(args), place ? place : region.center});
  };
  if (review.thicknessMinMm < minThicknessMm)
    add(FindingCode::ImplantThin, {review.thicknessMinMm, minThicknessMm}, review.thinPlace);
  if (review.rimStepP95Mm > mostRimStepMm)
    add(FindingCode::RimStep, {review.rimStepP95Mm}, review.rimStepPlace);
  if (review.undercutMm2 > mostUndercutMm2)
    add(FindingCode::Undercut, {review.undercutMm2}, review.undercutPlace);
  if (review.stoppedMm > 0)
    add(FindingCode::InsertionBlocked, {review.stoppedMm}, review.stoppedPlace);
  return findings;
}

Vec3 proposedOutward(const Bone& bone, const BoneField& field, const HeadFrame& frame,
                     const ShellDistance& shell, const Vec3& meanOutward,
                     const ImplantSettings& settings, const Progress& progress) {
  ImplantSettings coarse = settings;
  coarse.voxelMm = std::max(settings.voxelMm, searchVoxelMm);
  const DistanceVolume shape =
      implantShape(bone, field, frame, shell, coarse, std::nullopt, progress.part(0, 0.2));
  if (shape.empty()) return meanOutward;
  const TriangleMesh mesh = largestPart(isosurface(shape));
  return proposeOutward(mesh, SurfaceDistance(nearbyBone(bone, mesh)), meanOutward,
                        progress.part(0.2, 1));
}

/// What the plan asks for and no implant could give.
std::vector<Finding> missing(const ImplantSettings& settings, const std::set<std::size_t>& strokes,
                             const std::set<std::size_t>& holes, double temporal) {
  std::vector<Finding> findings;
  const auto add = [&](FindingCode code, std::vector<Arg> args, std::optional<Vec3> place) {
    findings.push_back({code, Severity::Warning, Step::Implant, std::move(args), place});
  };
  for (std::size_t i = 0; i < settings.strokes.size(); ++i)
    if (!strokes.contains(i))
      add(FindingCode::StrokeOutside, {double(i + 1)}, settings.strokes[i].center);
  for (std::size_t i = 0; i < settings.holes.size(); ++i)
    if (!holes.contains(i))
      add(FindingCode::HoleNotMade, {double(i + 1)}, settings.holes[i].center);
  constexpr double enough = 0.1;
  if (settings.temporal && temporal < enough) add(FindingCode::NotTemporal, {}, std::nullopt);
  return findings;
}

/// The surface of the shape, smooth if wanted, clean; empty when nothing is left of the shape.
TriangleMesh surfaceOf(const DistanceVolume& shape, const Bone& bone, const HeadFrame& frame,
                       const ImplantSettings& settings, const Progress& progress) {
  TriangleMesh mesh = untangled(largestPart(isosurface(shape, progress)));
  if (mesh.empty() || settings.smoothingIterations == 0) return mesh;
  return smoothedImplant(mesh, frame.center, SurfaceDistance(nearbyBone(bone, mesh)), settings);
}

Implants implantsIn(const Scan& scan, const Bone& bone, const HeadFrame& frame,
                    const Defects& defects, const Vault& vault, const ImplantSettings& settings,
                    const Progress& progress) {
  const BoneField field(scan.ct, bone.mask, bone.lowerHu);
  const int count = int(defects.regions.size());
  Implants implants;
  implants.strokes = settings.strokes;
  std::set<std::size_t> strokes, holes;  // of the plan, that some implant has
  double temporal = 0;
  for (int d = 0; d < count; ++d) {
    const Progress part = progress.part(double(d) / count, double(d + 1) / count);
    const DefectRegion& region = defects.regions[d];
    ImplantTables tables = implantTables(defects, vault, d, frame, settings);
    const ShellDistance shell(tables.fields, tables.outline);
    const Error empty(ErrorCode::ImplantEmpty, {settings.gapMm}, region.center);
    if (!shell.boundingBox(frame)) throw empty;
    temporal = std::max(temporal, tables.temporal);
    strokes.insert(tables.strokes.begin(), tables.strokes.end());
    Implant implant;
    implant.defect = d;
    implant.tables = std::move(tables.fields);
    implant.outline = std::move(tables.outline);
    implant.proposed =
        -proposedOutward(bone, field, frame, shell, region.outward, settings, part.part(0, 0.3));
    const Vec3 outward = chosenOutward(settings, d, region.outward).value_or(-implant.proposed);
    implant.insertion = -outward;
    const auto way =
        settings.removeUndercut ? std::optional(WayOut{outward, settings.taperDeg}) : std::nullopt;
    const DistanceVolume shape =
        implantShape(bone, field, frame, shell, settings, way, part.part(0.3, 0.7));
    if (shape.empty()) throw empty;
    implant.mesh = surfaceOf(shape, bone, frame, settings, part.part(0.8, 1));
    if (implant.mesh.empty()) throw empty;
    implant.review = reviewImplant(implant, bone, defects, vault, frame);
    implant.findings = findingsOf(implant.review, vault.minThicknessMm, region);
    const auto made = finishImplant(implant, region, frame, settings);
    holes.insert(made.begin(), made.end());
    implants.parts.push_back(std::move(implant));
  }
  implants.findings = missing(settings, strokes, holes, temporal);
  return implants;
}

}  // namespace

Implants makeImplants(const Scan& scan, const Bone& bone, const HeadFrame& frame,
                      const Defects& defects, const Vault& vault, const ImplantSettings& settings,
                      Progress progress) {
  if (!settings.keepIslands || defects.islands.empty())
    return implantsIn(scan, bone, frame, defects, vault, settings, progress);
  const Bone whole = withIslands(scan, bone, defects.islands, progress.part(0, 0.2));
  return implantsIn(scan, whole, frame, defects, vault, settings, progress.part(0.2, 1));
}

}  // namespace bregma
