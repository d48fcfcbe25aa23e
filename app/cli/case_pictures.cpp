#include "app/cli/case_pictures.hpp"

#include <system_error>

#include "model/error.hpp"
#include "model/io/write_file.hpp"
#include "planning/bone_islands.hpp"
#include "viewer/pictures.hpp"

namespace bregma {

namespace {

constexpr double headRadiusMm = 120, defectMarginMm = 25, moldMarginMm = 25;
constexpr double moldOpenMm = 30;

template <class Owner>
std::shared_ptr<const TriangleMesh> within(const std::shared_ptr<const Owner>& owner,
                                           const TriangleMesh& mesh) {
  return {owner, &mesh};
}

struct Parts {
  SolidPart bone, vault;
  std::vector<SolidPart> implants, molds, casting, gauges;

  std::vector<SolidPart> with(const std::vector<SolidPart>& more) const {
    std::vector<SolidPart> all{bone};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
};

std::shared_ptr<const TriangleMesh> moved(TriangleMesh mesh, const Vec3& by) {
  for (Vec3& v : mesh.vertices) v = v + by;
  return std::make_shared<const TriangleMesh>(std::move(mesh));
}

/// Apart, so that one sees into them; the frame of the casting box can be seen through.
void addPrinted(Parts& parts, const Mold& mold, const PrintPart& part) {
  const std::string name = std::string(nameOf(part.kind)) + "-" + std::to_string(mold.defect) +
                           "-" + std::to_string(part.piece);
  const Vec3 open = mold.pull * (moldOpenMm / 2);
  switch (part.kind) {
    case PrintKind::OuterHalf:
      parts.molds.push_back({name, moved(part.mesh, open), outerMoldColor});
      break;
    case PrintKind::InnerHalf:
      parts.molds.push_back({name, moved(part.mesh, -open), innerMoldColor});
      break;
    case PrintKind::Master:
      parts.casting.push_back({name, moved(part.mesh, open), implantColor});
      break;
    case PrintKind::Bed:
      parts.casting.push_back({name, moved(part.mesh, -open), innerMoldColor});
      break;
    case PrintKind::Frame:
      parts.casting.push_back({name, moved(part.mesh, -open), castingBoxColor, 0.35});
      break;
    case PrintKind::Gauge: parts.gauges.push_back({name, moved(part.mesh, {}), boneColor}); break;
  }
}

/// With the loose bone that the plan keeps.
std::shared_ptr<const TriangleMesh> boneOf(const Case& c) {
  const auto& islands = c.defects()->islands;
  if (!c.plan().implant.keepIslands || islands.empty()) return within(c.bone(), c.bone()->surface);
  return std::make_shared<const TriangleMesh>(withIslands(*c.scan(), *c.bone(), islands).surface);
}

Parts partsOf(const Case& c) {
  Parts parts;
  parts.bone = prepared({"skull", boneOf(c), boneColor});
  parts.vault = {"vault", within(c.vault(), c.vault()->surface), vaultColor, 0.6};
  for (const Implant& implant : c.implants()->parts)
    parts.implants.push_back({"implant-" + std::to_string(implant.defect),
                              within(c.implants(), implant.product()), implantColor});
  for (const Mold& mold : c.molds()->parts)
    for (const PrintPart& part : mold.parts) addPrinted(parts, mold, part);
  return parts;
}

/// A direction mostly across `axis`: the halves are seen from the side, a little from outside.
Vec3 sideOf(const Vec3& axis, const Vec3& up) {
  const Vec3 across = cross(axis, up);
  return normalized(normalized(length(across) > 0.1 ? across : cross(axis, {1, 0, 0})) +
                    axis * 0.6);
}

void rename(std::vector<Picture>& pictures, const std::string& prefix) {
  for (Picture& picture : pictures) picture.name = prefix + picture.name;
}

}  // namespace

std::vector<Picture> picturesOf(const Case& finished, Progress progress) {
  if (!canDraw()) return {};
  const Parts parts = partsOf(finished);
  const DefectRegion& region = finished.defects()->regions.front();
  const HeadFrame& head = *finished.head();
  const double closeMm = region.largestDiameterMm / 2 + defectMarginMm;
  progress.at(0);
  std::vector<Picture> all = renderSolidPictures(parts.with(parts.implants));
  progress.at(0.4);
  std::vector<Picture> slices = renderSlicePictures(finished.scan()->ct, region.center, {});
  rename(slices, "import-");
  all.insert(all.end(), slices.begin(), slices.end());
  progress.at(0.5);

  const auto add = [&](const std::string& name, const std::vector<SolidPart>& shown,
                       const Vec3& center, const Vec3& outward, double radiusMm) {
    all.push_back(renderCloseUp(shown, center, outward, radiusMm));
    all.back().name = name;
    progress.at(0.5 + 0.5 * double(all.size() - 9) / 8);
  };
  const Vec3 forward = -head.patientFromHead.columns[1];
  add("bone", {parts.bone}, head.center, region.outward, headRadiusMm);
  add("head", {parts.bone}, head.center, forward, headRadiusMm);
  add("defect", {parts.bone}, region.center, region.outward, closeMm);
  add("vault", parts.with({parts.vault}), region.center, region.outward, closeMm);
  add("implant", parts.with(parts.implants), region.center, region.outward, closeMm);
  const Vec3 pull = finished.molds()->parts.front().pull;
  const Vec3 side = sideOf(pull, head.patientFromHead.columns[2]);
  if (!parts.molds.empty()) add("mold", parts.molds, region.center, side, closeMm + moldMarginMm);
  if (!parts.casting.empty())
    add("template", parts.casting, region.center, side, closeMm + moldMarginMm);
  if (parts.gauges.empty()) return all;
  std::vector<SolidPart> tried = parts.gauges;
  tried.insert(tried.end(), parts.implants.begin(), parts.implants.end());
  add("gauge", tried, region.center, region.outward, closeMm);
  return all;
}

void writePictures(const std::filesystem::path& folder, const std::vector<Picture>& pictures) {
  namespace fs = std::filesystem;
  fs::path part = folder;
  part += ".part";
  std::error_code failure;
  fs::remove_all(part, failure);
  fs::create_directories(part, failure);
  if (failure) throw Error(ErrorCode::WriteFailed, {utf8(folder), failure.message()});
  try {
    for (const Picture& picture : pictures) writePng(part / (picture.name + ".png"), picture);
  } catch (...) {
    fs::remove_all(part, failure);
    throw;
  }
  fs::remove_all(folder, failure);
  fs::rename(part, folder, failure);
  if (failure) throw Error(ErrorCode::WriteFailed, {utf8(folder), failure.message()});
}

}  // namespace bregma
