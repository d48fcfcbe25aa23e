#include "planning/mold_products.hpp"

#include <algorithm>
#include <iterator>

#include "planning/bed_split.hpp"
#include "planning/casting_box.hpp"
#include "planning/fit_gauge.hpp"
#include "planning/mold.hpp"

namespace bregma {

namespace {

/// Of the footprint, in the frame in which it is printed.
double longestSide(const TriangleMesh& inFrame) {
  const Box box = boundingBox(inFrame);
  return std::max(box.high.x - box.low.x, box.high.y - box.low.y);
}

/// As they will be written. Cuts that leave a piece crossing itself are made elsewhere.
std::vector<PrintPart> piecesOf(const PrintPart& part, const TriangleMesh& standing,
                                const PullFrame& frame, const MoldSettings& settings) {
  std::string failed;
  for (const double asideMm : bedCutsAsideMm) {
    std::vector<PrintPart> pieces;
    failed.clear();
    try {
      for (const TriangleMesh& mesh : splitForBed(standing, settings, asideMm)) {
        PrintPart piece{.kind = part.kind, .piece = int(pieces.size() + 1), .down = part.down};
        piece.mesh = inPatientFrame(mesh, frame);
        piece.check = checkMesh(piece.mesh);
        if (!piece.check.printable()) failed = ", piece " + std::to_string(piece.piece);
        pieces.push_back(std::move(piece));
      }
      if (failed.empty()) return pieces;
    } catch (const Error& error) {
      if (error.code != ErrorCode::BooleanFailed) throw;
      failed = ", pieces";
    }
  }
  throw Error(ErrorCode::BooleanFailed, {std::string(nameOf(part.kind)) + failed}, frame.center);
}

void addFitting(Mold& mold, PrintPart part, const MoldSettings& settings) {
  const PullFrame frame = pullFrame(part.mesh, -part.down);
  const TriangleMesh standing = inPullFrame(part.mesh, frame);
  const double size = longestSide(standing);
  const auto tooLarge = [&](double mm) {
    mold.findings.push_back({FindingCode::MoldTooLarge,
                             Severity::Warning,
                             Step::Mold,
                             {mm, settings.bedMm},
                             frame.center});
  };
  if (size <= settings.bedMm) return mold.parts.push_back(std::move(part));
  if (part.kind == PrintKind::Master) {
    tooLarge(size);
    return mold.parts.push_back(std::move(part));
  }
  std::vector<PrintPart> pieces = piecesOf(part, standing, frame, settings);
  for (const PrintPart& piece : pieces)
    if (const double still = longestSide(inPullFrame(piece.mesh, frame)); still > settings.bedMm)
      tooLarge(still);
  const auto count = double(pieces.size());
  std::ranges::move(pieces, std::back_inserter(mold.parts));
  mold.findings.push_back({FindingCode::PartSplit,
                           Severity::Note,
                           Step::Mold,
                           {std::string(nameOf(part.kind)), count},
                           frame.center});
}

Mold moldsFor(const Scan& scan, const Bone& bone, const Implant& implant,
              const MoldSettings& settings, const Progress& progress) {
  Mold mold;
  if (settings.pressMold) mold = makeMold(implant, settings, progress.part(0, 0.5));
  mold.defect = implant.defect;
  mold.pull = normalized(-implant.insertion);
  if (settings.pressMold) {
    addFitting(mold, {PrintKind::OuterHalf, 0, mold.outerHalf, mold.outerCheck, mold.pull},
               settings);
    addFitting(mold, {PrintKind::InnerHalf, 0, mold.innerHalf, mold.innerCheck, -mold.pull},
               settings);
  }
  if (settings.siliconeTemplate)
    for (PrintPart& part :
         makeCastingBox(implant, settings, mold.findings, progress.part(0.5, 0.8)))
      addFitting(mold, std::move(part), settings);
  if (settings.fitGauge)
    addFitting(mold,
               makeFitGauge(scan, bone, implant, settings, mold.findings, progress.part(0.8, 0.95)),
               settings);
  progress.at(1);
  return mold;
}

}  // namespace

std::string_view nameOf(PrintKind kind) {
  switch (kind) {
    case PrintKind::OuterHalf: return "mold-outer";
    case PrintKind::InnerHalf: return "mold-inner";
    case PrintKind::Master: return "template-master";
    case PrintKind::Bed: return "template-bed";
    case PrintKind::Frame: return "template-frame";
    case PrintKind::Gauge: return "gauge";
  }
  return "";
}

Molds makeMolds(const Scan& scan, const Bone& bone, const Implants& implants,
                const MoldSettings& settings, Progress progress) {
  Molds molds;
  const double count = double(implants.parts.size());
  for (std::size_t i = 0; i < implants.parts.size(); ++i)
    molds.parts.push_back(moldsFor(scan, bone, implants.parts[i], settings,
                                   progress.part(double(i) / count, double(i + 1) / count)));
  return molds;
}

}  // namespace bregma
