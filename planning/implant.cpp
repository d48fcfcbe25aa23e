#include "planning/implant.hpp"

#include <algorithm>

#include "model/surface.hpp"
#include "planning/engraving.hpp"
#include "planning/implant_shape.hpp"
#include "planning/insertion.hpp"
#include "planning/perforation.hpp"
#include "planning/review.hpp"
#include "planning/smoothing.hpp"

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

Finding warning(FindingCode code, std::vector<Arg> args, const Vec3& place) {
  return {code, Severity::Warning, Step::Implant, std::move(args), place};
}

/// Holes and text, cut from the solid implant.
void finish(Implant& implant, const HeadFrame& frame, const ImplantSettings& settings,
            const Vec3& place) {
  ImplantReview& review = implant.review;
  const Vec3 outward = -implant.insertion;
  std::vector<HoleSeat> holes;
  if (settings.perforated) {
    holes = holePattern(implant.mesh, outward, frame, settings);
    if (holes.empty())
      implant.findings.push_back(warning(FindingCode::NoRoomForHoles, {settings.holeRimMm}, place));
    else
      implant.cut = perforated(implant.mesh, holes);
    review.holes = int(holes.size());
    const auto nearest = std::ranges::min_element(holes, {}, &HoleSeat::toRimMm);
    if (nearest != holes.end()) review.holeToRimMm = nearest->toRimMm;
  }
  if (settings.engraved) {
    const std::string text = engravedText(settings, review.side, outward);
    const auto pits = engravingPits(implant.mesh, text, outward, frame, holes, settings.letterMm);
    if (pits)
      implant.cut = engraved(implant.product(), *pits, settings.letterMm);
    else
      implant.findings.push_back(warning(FindingCode::NoRoomForText, {text}, place));
  }
  review.volumeMm3 = volumeMm3(implant.product());
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
    if (settings.smoothingIterations > 0)
      implant.mesh = smoothedImplant(implant.mesh, frame.center,
                                     SurfaceDistance(nearbyBone(bone, implant.mesh)),
                                     settings.gapMm, settings.smoothingIterations);
    implant.review = reviewImplant(implant, bone, defects, frame);
    implant.findings = findingsOf(implant.review, vault.minThicknessMm, region);
    finish(implant, frame, settings, region.center);
    implants.parts.push_back(std::move(implant));
  }
  return implants;
}

}  // namespace bregma
