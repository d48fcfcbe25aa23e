#include "planning/mold.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "model/parallel.hpp"
#include "planning/draft.hpp"
#include "planning/mesh_check.hpp"
#include "planning/mold_cut.hpp"
#include "planning/review.hpp"

namespace bregma {

namespace {

constexpr double retryOffsetMm = 0.05;
constexpr double mostCavityMm = 0.15;  // what is made from a volume is within it, but for undercuts

/// Both halves as they will be written, or nothing when one of them is not printable.
std::optional<Mold> proven(const MoldHalves& halves, const PullFrame& frame) {
  Mold mold;
  const auto prove = [&](const TriangleMesh& half, TriangleMesh& placed, MeshCheck& check) {
    placed = inPatientFrame(half, frame);
    check = checkMesh(placed);
  };
  inParallel([&] { prove(halves.outer, mold.outerHalf, mold.outerCheck); },
             [&] { prove(halves.inner, mold.innerHalf, mold.innerCheck); });
  if (!mold.outerCheck.printable() || !mold.innerCheck.printable()) return std::nullopt;
  return mold;
}

Finding retried(const char* how) {
  return {FindingCode::BooleanRetried,
          Severity::Note,
          Step::Mold,
          {std::string("mold"), std::string(how)},
          std::nullopt};
}

/// Booleans first; then once more on surfaces moved by a hair; then from a volume.
Mold cutSomehow(MoldShapes shapes, const PullFrame& frame, const MoldSettings& settings,
                const Progress& progress) {
  for (const bool again : {false, true}) {
    if (again)
      for (Vec3& v : shapes.parting.mesh.vertices) v.z += retryOffsetMm;
    try {
      const Progress part = again ? progress.part(0.4, 0.6) : progress.part(0, 0.4);
      if (auto mold = proven(cutMold(shapes, settings, part), frame)) {
        if (again) mold->findings.push_back(retried("offset by 0.05 mm"));
        return *mold;
      }
    } catch (const Error& error) {
      if (error.code != ErrorCode::BooleanFailed) throw;
    }
  }
  if (auto mold = proven(moldFromVolume(shapes, settings, progress.part(0.6, 0.95)), frame)) {
    mold->findings.push_back(retried("volume"));
    return *mold;
  }
  throw Error(ErrorCode::BooleanFailed, {std::string("mold")}, frame.center);
}

std::vector<Finding> fittingsFindings(const MoldLayout& layout, const MoldSettings& settings) {
  std::vector<Finding> findings;
  const auto compare = [&](const char* what, int wanted, std::size_t made) {
    if (int(made) < wanted)
      findings.push_back({FindingCode::NoRoomForFittings,
                          Severity::Note,
                          Step::Mold,
                          {std::string(what), double(wanted), double(made)},
                          std::nullopt});
  };
  compare("keys", settings.keyCount, layout.keys.size());
  compare("channels", settings.channelCount, layout.channels.size());
  compare("pry slots", settings.prySlotCount, layout.slots.size());
  return findings;
}

std::vector<VentMouth> ventMouths(const MoldLayout& layout, const PullFrame& frame,
                                  const MoldSettings& settings) {
  std::vector<VentMouth> mouths;
  for (const Vent& vent : layout.vents)
    mouths.push_back({frame.toPatient(vent.top), settings.ventDiameterMm});
  return mouths;
}

}  // namespace

std::vector<Finding> moldFindings(const MoldReview& review, const Vec3& center) {
  std::vector<Finding> findings;
  const auto add = [&](FindingCode code, Severity severity, double value,
                       const std::optional<Vec3>& place) {
    findings.push_back({code, severity, Step::Mold, {value}, place ? place : center});
  };
  if (review.undercutMm2 >= 1)
    add(FindingCode::MoldUndercut, Severity::Warning, review.undercutMm2, review.undercutPlace);
  if (!review.separates)
    add(FindingCode::HalvesBlocked, Severity::Stop, review.stoppedMm, review.stoppedPlace);
  if (review.cavityErrorP99Mm > mostCavityMm)
    add(FindingCode::CavityOff, Severity::Stop, review.cavityErrorP99Mm, review.cavityPlace);
  if (review.filledMm3 >= 1)
    add(FindingCode::UndercutFilled, Severity::Note, review.filledMm3, std::nullopt);
  return findings;
}

TriangleMesh castInPullFrame(const Implant& implant, const PullFrame& frame,
                             const MoldSettings& settings) {
  TriangleMesh cast = inPullFrame(implant.mesh, frame);
  for (Vec3& v : cast.vertices) v = v * (1 + settings.shrinkagePercent / 100);
  return cast;
}

Mold makeMold(const Implant& implant, const MoldSettings& settings, Progress progress) {
  const PullFrame frame = pullFrame(implant.mesh, -implant.insertion);
  MoldShapes shapes = moldShapes(castInPullFrame(implant, frame, settings), settings);
  progress.at(0.1);
  double filledMm3 = 0;
  if (settings.removeUndercut) {
    const double before = volumeMm3(shapes.implant);
    TriangleMesh free = drafted(shapes.implant, shapes.parting, {.draftDeg = settings.draftDeg},
                                progress.part(0.1, 0.3));
    filledMm3 = std::max(0.0, volumeMm3(free) - before);
    shapes = moldShapes(std::move(free), settings);
  }
  Mold mold = cutSomehow(shapes, frame, settings, progress.part(0.3, 0.8));
  mold.defect = implant.defect;
  mold.pull = normalized(-implant.insertion);
  mold.review = reviewMold(mold, inPatientFrame(shapes.implant, frame),
                           ventMouths(shapes.layout, frame, settings));
  mold.review.filledMm3 = filledMm3;
  for (Finding& finding : moldFindings(mold.review, frame.center))
    mold.findings.push_back(std::move(finding));
  for (Finding& finding : fittingsFindings(shapes.layout, settings))
    mold.findings.push_back(std::move(finding));
  progress.at(1);
  return mold;
}

}  // namespace bregma
