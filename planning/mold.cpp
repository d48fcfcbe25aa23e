#include "planning/mold.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "model/mesh_rounding.hpp"
#include "model/parallel.hpp"
#include "planning/mesh_check.hpp"
#include "planning/mold_cut.hpp"
#include "planning/mold_fittings.hpp"
#include "planning/review.hpp"

namespace bregma {

namespace {

constexpr double retryOffsetMm = 0.05;

TriangleMesh inPullFrame(TriangleMesh mesh, const PullFrame& frame) {
  for (Vec3& v : mesh.vertices) v = frame.toPull(v);
  return mesh;
}

TriangleMesh inPatientFrame(TriangleMesh mesh, const PullFrame& frame) {
  for (Vec3& v : mesh.vertices) v = frame.toPatient(v);
  return roundedToFloat(mesh);
}

MoldShapes shapesOf(TriangleMesh implant, const MoldSettings& settings) {
  MoldShapes shapes{std::move(implant), {}, {}};
  const SurfaceDistance part(shapes.implant);
  const Box box = boundingBox(shapes.implant);
  const std::vector<RimPoint> rim = rimSilhouette(shapes.implant, part);
  if (rim.empty())
    throw Error(ErrorCode::MeshNotClosed,
                {std::string("implant"), std::string("it has no extent")});
  shapes.layout = layOut(rim, settings);
  std::vector<LevelDisk> seats;
  for (const KeySeat& key : shapes.layout.keys)
    seats.push_back({key.x, key.y, settings.keyDiameterMm / 2 + settings.clearanceMm + 2});
  shapes.parting = partingSurface(rim, part, box, shapes.layout.outline, seats);
  const Box surface = boundingBox(shapes.parting.mesh);
  shapes.innerBase = std::min(surface.low.z, box.low.z) - settings.baseMm;
  double top = std::max(surface.high.z, box.high.z);
  const SurfaceDistance parting(shapes.parting.mesh);
  for (const KeySeat& key : shapes.layout.keys)
    top = std::max(top, heightAt(parting, key.x, key.y) + keyHeightMm + 2 * settings.clearanceMm);
  shapes.outerBase = top + settings.baseMm;
  return shapes;
}

/// Both halves as they will be written, or nothing when one of them is not printable.
std::optional<Mold> proven(const MoldHalves& halves, const PullFrame& frame) {
  Mold mold;
  const auto prove = [&](const TriangleMesh& half, TriangleMesh& placed, MeshCheck& check) {
    placed = inPatientFrame(half, frame);
    check = checkMesh(placed);
  };
  parallelFor(2, [&](int begin, int end) {
    if (begin == 0) prove(halves.outer, mold.outerHalf, mold.outerCheck);
    if (end == 2) prove(halves.inner, mold.innerHalf, mold.innerCheck);
  });
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
  throw Error(ErrorCode::BooleanFailed, {std::string("mold")});
}

}  // namespace

Mold makeMold(const Implant& implant, const MoldSettings& settings, Progress progress) {
  const PullFrame frame = pullFrame(implant.mesh, -implant.insertion);
  const MoldShapes shapes = shapesOf(inPullFrame(implant.mesh, frame), settings);
  progress.at(0.1);
  Mold mold = cutSomehow(shapes, frame, settings, progress.part(0.1, 0.8));
  mold.defect = implant.defect;
  mold.pull = normalized(-implant.insertion);
  mold.review = reviewMold(mold, implant);
  if (mold.review.undercutMm2 >= 1)
    mold.findings.push_back({FindingCode::MoldUndercut,
                             Severity::Warning,
                             Step::Mold,
                             {mold.review.undercutMm2},
                             mold.review.undercutPlace});
  const Box block = boundingBox(shapes.parting.mesh);
  const double size = std::max(block.high.x - block.low.x, block.high.y - block.low.y);
  if (size > settings.bedMm)
    mold.findings.push_back({FindingCode::MoldTooLarge,
                             Severity::Warning,
                             Step::Mold,
                             {size, settings.bedMm},
                             std::nullopt});
  progress.at(1);
  return mold;
}

}  // namespace bregma
