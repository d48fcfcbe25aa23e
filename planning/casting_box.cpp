#include "planning/casting_box.hpp"

#include <algorithm>
#include <cmath>

#include "model/surface.hpp"
#include "planning/draft.hpp"
#include "planning/mesh_boolean.hpp"
#include "planning/mold.hpp"
#include "planning/mold_cut.hpp"
#include "planning/mold_fittings.hpp"
#include "planning/tube.hpp"

namespace bregma {

namespace {

constexpr double frameWallMm = 4, grooveMm = 0.8;
constexpr double freeBoardMm = 4;  ///< of the frame beyond the grooves

/// The outline moved outward, or inward.
std::vector<Vec3> moved(const std::vector<Vec3>& outline, double outwardMm) {
  const std::size_t n = outline.size();
  std::vector<Vec3> out(n);
  for (std::size_t i = 0; i < n; ++i) {
    const Vec3 along = normalized(outline[(i + 1) % n] - outline[(i + n - 1) % n]);
    out[i] = outline[i] + Vec3{along.y, -along.x, 0} * outwardMm;
  }
  return out;
}

/// A wall around the outline, from `low` to `high`, with a groove inside at each mark.
TriangleMesh frameAround(const std::vector<Vec3>& outline, double low, double high,
                         const std::vector<double>& marks) {
  const std::vector<Vec3> inner = outline, groove = moved(outline, grooveMm),
                          outer = moved(outline, frameWallMm);
  std::vector<std::pair<const std::vector<Vec3>*, double>> profile{{&inner, low}};
  for (const double mark : marks)
    for (const auto& [ring, z] : {std::pair{&inner, mark - grooveMm}, std::pair{&groove, mark},
                                  std::pair{&inner, mark + grooveMm}})
      profile.emplace_back(ring, z);
  profile.emplace_back(&inner, high);
  profile.emplace_back(&outer, high);
  profile.emplace_back(&outer, low);
  TriangleMesh mesh;
  const auto n = std::uint32_t(outline.size()), rings = std::uint32_t(profile.size());
  for (const auto& [ring, z] : profile)
    for (const Vec3& p : *ring) mesh.vertices.push_back({p.x, p.y, z});
  for (std::uint32_t r = 0; r < rings; ++r)
    for (std::uint32_t i = 0; i < n; ++i) {
      const std::uint32_t a = r * n + i, b = r * n + (i + 1) % n;
      const std::uint32_t c = (r + 1) % rings * n + i, d = (r + 1) % rings * n + (i + 1) % n;
      mesh.triangles.push_back({a, d, b});
      mesh.triangles.push_back({a, c, d});
    }
  return mesh;
}

MoldSettings layoutSettings(const MoldSettings& settings) {
  MoldSettings s = settings;
  s.channelCount = s.ventCount = s.prySlotCount = 0;
  return s;
}

PrintPart printPart(PrintKind kind, const TriangleMesh& mesh, const PullFrame& frame) {
  PrintPart part{
      .kind = kind, .mesh = inPatientFrame(mesh, frame), .down = -frame.patientFromPull.columns[2]};
  part.check = checkMesh(part.mesh);
  if (!part.check.printable())
    throw Error(ErrorCode::BooleanFailed, {std::string(nameOf(kind))}, frame.center);
  return part;
}

}  // namespace

std::vector<PrintPart> makeCastingBox(const Implant& implant, const MoldSettings& settings,
                                      std::vector<Finding>& findings, Progress progress) {
  const PullFrame frame = pullFrame(implant.mesh, -implant.insertion);
  const MoldSettings plain = layoutSettings(settings);
  MoldShapes shapes = moldShapes(castInPullFrame(implant, frame, settings), plain);
  const SurfaceDistance parting(shapes.parting.mesh);
  progress.at(0.2);

  TriangleMesh master = shapes.implant;
  if (shapes.layout.sprue) {
    // Its mouth is flush with the bed, however it leans; below and above nothing cuts it.
    TriangleMesh block;
    std::vector<std::vector<Vec3>> rings(2, shapes.layout.outline);
    for (Vec3& p : rings[0]) p.z = shapes.innerBase - settings.sprueDiameterMm;
    for (Vec3& p : rings[1]) p.z = shapes.outerBase + settings.sprueDiameterMm;
    addTube(block, rings);
    const TriangleMesh sprue =
        intersected(sprueTube(shapes.layout, parting, settings), block, "sprue");
    master = largestPart(united(master, sprue, "sprue"));
  } else if (settings.sprueDiameterMm > 0) {
    findings.push_back({FindingCode::NoRoomForFittings,
                        Severity::Warning,
                        Step::Mold,
                        {std::string("sprues"), 1.0, 0.0},
                        frame.center});
  }
  progress.at(0.3);

  // Turned over, the frame holds the second half's silicone below what hangs lowest, sprue or part.
  const Box box = boundingBox(master);
  const double lower =
      std::min(boundingBox(shapes.parting.mesh).low.z, box.low.z) - settings.wallMm;
  shapes.innerBase = std::min(shapes.innerBase, lower - freeBoardMm);
  TriangleMesh bed = blockBelow(shapes.parting, shapes.innerBase);
  if (!shapes.layout.keys.empty())
    bed = united(bed, keyCones(shapes.layout, parting, 0), "keys of the bed");
  const TriangleMesh room =
      drafted(master, shapes.parting, {.growMm = settings.clearanceMm}, progress.part(0.3, 0.7));
  bed = largestPart(minus(bed, room, "bed"));
  progress.at(0.8);

  double top = box.high.z;
  for (const KeySeat& key : shapes.layout.keys)
    top = std::max(top, heightAt(parting, key.x, key.y) + keyHeightMm);
  const double upper = top + settings.wallMm;
  const TriangleMesh walls = frameAround(moved(shapes.layout.outline, settings.clearanceMm),
                                         shapes.innerBase, upper + freeBoardMm, {lower, upper});
  std::vector<PrintPart> parts{printPart(PrintKind::Master, master, frame),
                               printPart(PrintKind::Bed, bed, frame),
                               printPart(PrintKind::Frame, walls, frame)};
  progress.at(1);
  return parts;
}

}  // namespace bregma
