#include "planning/implant.hpp"

#include <algorithm>
#include <limits>

#include "model/surface.hpp"
#include "planning/implant_shape.hpp"
#include "planning/insertion.hpp"
#include "planning/perforation.hpp"
#include "planning/review.hpp"

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

void perforate(Implant& implant, const HeadFrame& frame, const ImplantSettings& settings) {
  const auto holes = holePattern(implant.mesh, -implant.insertion, frame, settings);
  if (holes.empty()) return;
  implant.cut = perforated(implant.mesh, holes, settings.holeDiameterMm);
  implant.review.holes = int(holes.size());
  implant.review.volumeMm3 = volumeMm3(implant.cut);
  implant.review.holeToRimMm = std::numeric_limits<double>::infinity();
  for (const HoleSeat& hole : holes)
    implant.review.holeToRimMm = std::min(implant.review.holeToRimMm, hole.toRimMm);
}

}  // namespace

Implants makeImplants(const Scan& scan, const Bone& bone, const HeadFrame& frame,
                      const Defects& defects, const Vault& vault, const ImplantSettings& settings,
                      Progress progress) {
  const BoneField field(scan.ct, bone.mask, bone.lowerHu);
  const int count = int(defects.regions.size());
  Implants implants;
  for (int d = 0; d < count; ++d) {
    const Progress part = progress.part(double(d) / count, double(d + 1) / count);
    const DefectRegion& region = defects.regions[d];
    const ShellDistance shell = implantShell(defects, vault, d, settings);
    Implant implant;
    implant.defect = d;
    implant.proposed =
        -proposedOutward(bone, field, frame, shell, region.outward, settings, part.part(0, 0.3));
    const Vec3 outward = chosenOutward(settings, d, region.outward).value_or(-implant.proposed);
    implant.insertion = -outward;
    const auto way =
        settings.removeUndercut ? std::optional(WayOut{outward, settings.taperDeg}) : std::nullopt;
    const DistanceVolume shape =
        implantShape(bone, field, frame, shell, settings, way, part.part(0.3, 0.7));
    if (shape.empty()) throw Error(ErrorCode::ImplantEmpty, {settings.gapMm});
    implant.mesh = largestPart(isosurface(shape, part.part(0.8, 1)));
    if (implant.mesh.empty()) throw Error(ErrorCode::ImplantEmpty, {settings.gapMm});
    implant.review = reviewImplant(implant, bone, defects, frame);
    if (settings.perforated) perforate(implant, frame, settings);
    implant.findings = findingsOf(implant.review, vault.minThicknessMm, region);
    if (settings.perforated && implant.review.holes == 0)
      implant.findings.push_back({FindingCode::NoRoomForHoles,
                                  Severity::Warning,
                                  Step::Implant,
                                  {settings.holeRimMm},
                                  region.center});
    implants.parts.push_back(std::move(implant));
  }
  return implants;
}

}  // namespace bregma
