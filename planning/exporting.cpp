#include "planning/exporting.hpp"

#include <functional>
#include <map>
#include <system_error>

#include "model/io/each_slice.hpp"
#include "model/io/image_file.hpp"
#include "model/io/mesh_file.hpp"
#include "model/io/plan_file.hpp"
#include "model/io/sha256.hpp"
#include "model/io/stl.hpp"
#include "model/io/write_file.hpp"
#include "model/mesh_rounding.hpp"
#include "planning/export_guard.hpp"
#include "planning/mesh_check.hpp"
#include "planning/report_json.hpp"
#include "planning/untangling.hpp"
#include "planning/vault.hpp"

namespace bregma {

namespace {

namespace fs = std::filesystem;

/// A folder beside the case in which everything is made; removed when it is left over.
class Stage {
 public:
  explicit Stage(fs::path folder) : case_(std::move(folder)) {
    if (!case_.has_filename()) case_ = case_.parent_path();  // "case/" and "case" are one folder
    part_ = case_;
    part_ += ".bregma-part";
    const bool taken = fs::exists(case_) && !fs::is_directory(case_);
    if (taken) throw Error(ErrorCode::WriteFailed, {utf8(case_), "a file has this name"});
    // What gives way to the new export must be an older one of ours.
    if (fs::exists(case_ / "export") && !isExportOfCase(case_ / "export"))
      throw Error(ErrorCode::WriteFailed,
                  {utf8(case_ / "export"), "this folder is there already, and not of a case"});
    attempt([&](std::error_code& e) { fs::remove_all(part_, e); });
    attempt([&](std::error_code& e) { fs::create_directories(part_ / "export", e); });
  }
  ~Stage() {
    std::error_code ignored;
    fs::remove_all(part_, ignored);
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  fs::path operator/(const fs::path& file) const { return part_ / file; }

  /// Old files of the case give way only now, by renames.
  void moveIntoPlace() {
    attempt([&](std::error_code& e) { fs::create_directories(case_, e); });
    const fs::path old = part_ / "old-export";
    if (fs::exists(case_ / "export"))
      attempt([&](std::error_code& e) { fs::rename(case_ / "export", old, e); });
    std::error_code failure;
    fs::rename(part_ / "export", case_ / "export", failure);
    if (!failure) fs::rename(part_ / "plan.json", case_ / "plan.json", failure);
    if (!failure) return;
    std::error_code ignored;
    if (fs::exists(old)) {
      fs::remove_all(case_ / "export", ignored);
      fs::rename(old, case_ / "export", ignored);
    }
    throw Error(ErrorCode::WriteFailed, {utf8(case_), failure.message()});
  }

 private:
  void attempt(const std::function<void(std::error_code&)>& work) {
    std::error_code failure;
    work(failure);
    if (failure) throw Error(ErrorCode::WriteFailed, {utf8(case_), failure.message()});
  }
  fs::path case_, part_;
};

using Rgb = std::array<std::uint8_t, 3>;
constexpr Rgb implantRgb{242, 133, 41}, outerRgb{107, 143, 184}, innerRgb{168, 176, 186},
    frameRgb{140, 170, 140}, skullRgb{237, 224, 194};

Rgb rgbOf(PrintKind kind) {
  switch (kind) {
    case PrintKind::OuterHalf: return outerRgb;
    case PrintKind::InnerHalf:
    case PrintKind::Bed: return innerRgb;
    case PrintKind::Master: return implantRgb;
    case PrintKind::Frame: return frameRgb;
    case PrintKind::Gauge: return skullRgb;
  }
  return innerRgb;
}

struct MeshFile {
  fs::path path;
  Rgb rgb;
  const TriangleMesh* mesh;
  Vec3 down;                         // towards the printer's bed
  std::optional<int> defect = {};    // at which it must lie,
  Box whole = {};                    // with the other pieces that it is of
  const MeshCheck* known = nullptr;  // of the mesh as it is
  bool scanned = false;              // straight from the scan: nobody has looked at it yet
  std::optional<Placement> laid = {};
};

template <class T>
std::shared_ptr<const T> fresh(const Case& ready, Step step,
                               std::shared_ptr<const T> (Case::*result)() const) {
  return ready.state(step) == StepState::Ready ? (ready.*result)() : nullptr;
}

/// "mold-outer", "mold-2-outer" where there are several, "mold-outer-piece1" of one that was cut.
std::string fileName(const PrintPart& part, const std::string& number) {
  std::string name(nameOf(part.kind));
  name.insert(std::min(name.find('-'), name.size()), number);
  if (part.piece > 0) name += "-piece" + std::to_string(part.piece);
  return name;
}

/// Around all pieces of the part that `piece` is of.
Box wholeBox(const std::vector<PrintPart>& parts, const PrintPart& piece) {
  Box whole = boundingBox(piece.mesh);
  for (const PrintPart& part : parts)
    if (part.kind == piece.kind) whole = united(whole, boundingBox(part.mesh));
  return whole;
}

std::vector<MeshFile> meshesOf(const Case& ready) {
  std::vector<MeshFile> files;
  const fs::path folder = "export";
  const auto numbered = [](std::size_t i, std::size_t count) {
    return count > 1 ? std::string("-").append(std::to_string(i + 1)) : std::string();
  };
  if (const auto implants = fresh(ready, Step::Implant, &Case::implants))
    for (std::size_t i = 0; i < implants->parts.size(); ++i) {
      const Implant& implant = implants->parts[i];
      files.push_back({folder / ("implant" + numbered(i, implants->parts.size()) + ".stl"),
                       implantRgb, &implant.product(), implant.insertion, implant.defect,
                       boundingBox(implant.product())});
    }
  if (const auto molds = fresh(ready, Step::Mold, &Case::molds))
    for (std::size_t i = 0; i < molds->parts.size(); ++i)
      for (const PrintPart& part : molds->parts[i].parts) {
        const std::string name = fileName(part, numbered(i, molds->parts.size()));
        const bool skull = part.kind == PrintKind::Gauge && ready.plan().mold.gaugeWidthMm == 0;
        files.push_back({folder / (name + ".stl"), rgbOf(part.kind), &part.mesh, part.down,
                         skull ? std::nullopt : std::optional(molds->parts[i].defect),
                         wholeBox(molds->parts[i].parts, part), &part.check});
      }
  if (ready.plan().exports.skull)
    if (const auto bone = fresh(ready, Step::Bone, &Case::bone))
      files.push_back({.path = folder / "skull.stl",
                       .rgb = skullRgb,
                       .mesh = &bone->surface,
                       .down = {0, 0, -1},
                       .scanned = true});
  if (!ready.plan().exports.laidOut) return files;
  std::vector<LaidPart> parts;
  for (const MeshFile& file : files) parts.push_back({file.mesh, file.down});
  const auto placements = layOutForPrinting(parts, ready.plan().mold.bedMm);
  for (std::size_t i = 0; i < files.size(); ++i) files[i].laid = placements[i];
  return files;
}

/// Whether the triangles have the same corners in the same order, and no two vertices became one:
/// what was found out about one mesh then holds for the other.
bool isSame(const TriangleMesh& a, const TriangleMesh& b) {
  if (a.triangles.size() != b.triangles.size() || a.vertices.size() != b.vertices.size())
    return false;
  for (std::size_t t = 0; t < a.triangles.size(); ++t)
    for (int corner = 0; corner < 3; ++corner)
      if (a.vertices[a.triangles[t][corner]] != b.vertices[b.triangles[t][corner]]) return false;
  return true;
}

std::string nameOf(const fs::path& path) { return utf8(path.generic_u8string()); }

struct WrittenMesh {
  MeshCheck check;
  std::optional<Placement> laid;
};

/// As it lies in the patient, or on the bed.
WrittenMesh write(const fs::path& path, const TriangleMesh& mesh, const MeshFile& file) {
  if (!file.laid) {
    writeStl(path, roundedToFloat(mesh));
    const TriangleMesh back = readStl(path);
    return {file.known && isSame(back, mesh) ? *file.known : checkMesh(back), {}};
  }
  const LaidMesh laid = laidOnBed(mesh, *file.laid);
  writeStl(path, laid.mesh);
  const TriangleMesh back = readStl(path);
  return {isSame(back, laid.mesh) ? laid.check : checkMesh(back), laid.placement};
}

WrittenMesh writeChecked(const fs::path& path, const MeshFile& file, const Case& ready) {
  if (file.defect) refuseUnlessAtDefect(nameOf(file.path), file.whole, *file.defect, ready);
  const WrittenMesh written =
      file.scanned ? write(path, untangled(*file.mesh), file) : write(path, *file.mesh, file);
  if (!written.check.printable())
    throw Error(ErrorCode::MeshNotClosed, {nameOf(file.path), whatIsWrong(written.check)},
                file.mesh->empty() ? std::nullopt : std::optional(file.mesh->vertices.front()));
  return written;
}

/// The parts once more in the plan's other format, from the files that were checked.
void writeOthers(const Stage& stage, const std::vector<MeshFile>& files, MeshFormat format,
                 Exported& exported, const Progress& progress) {
  if (format == MeshFormat::Stl || files.empty()) return;
  std::vector<TriangleMesh> meshes;
  std::vector<MeshPart> parts;
  meshes.reserve(files.size());
  for (const MeshFile& file : files) {
    progress.at(double(meshes.size()) / double(files.size()));
    meshes.push_back(readStl(stage / file.path));
    parts.push_back({utf8(file.path.stem()), &meshes.back(), file.rgb});
  }
  const auto add = [&](fs::path path, const auto& write) {
    write(stage / path);
    exported.files.push_back({path, sha256OfFile(stage / path)});
  };
  if (format == MeshFormat::ThreeMf)
    return add("export/parts.3mf", [&](const fs::path& path) {
      write3mf(path, parts, files.front().laid ? MeshFrame::Bed : MeshFrame::Patient);
    });
  for (std::size_t i = 0; i < files.size(); ++i)
    add(fs::path(files[i].path).replace_extension(nameOf(format)), [&](const fs::path& path) {
      format == MeshFormat::Ply ? writePly(path, parts[i]) : writeObj(path, parts[i]);
    });
}

void addReviews(const Case& ready, Exported& exported) {
  const auto implants = fresh(ready, Step::Implant, &Case::implants);
  const auto molds = fresh(ready, Step::Mold, &Case::molds);
  if (!implants) return;
  for (const Implant& implant : implants->parts) exported.implants.push_back(implant.review);
  if (!molds) return;
  for (const Mold& mold : molds->parts)
    if (!mold.outerHalf.empty()) exported.molds.push_back(mold.review);
}

Plan boundPlan(const Case& ready) {
  Plan plan = ready.plan();
  plan.inputSha256 = ready.scan()->sha256;
  plan.import.seriesUid = ready.scan()->seriesUid;
  return plan;
}

}  // namespace

Exported exportCase(const Case& ready, Progress progress) {
  progress.at(0);
  refuseUnlessJudged(ready);
  Stage stage(ready.folder());
  Exported exported;
  std::map<std::string, MeshCheck> checks;

  const std::vector<MeshFile> meshes = meshesOf(ready);
  const auto vault = fresh(ready, Step::Vault, &Case::vault);
  const bool fill = vault && ready.scan()->isMask;
  for (const MeshFile& mesh : meshes) {
    exported.files.push_back({mesh.path, {}});
    checks[nameOf(mesh.path)] = {};
  }
  if (fill) exported.files.push_back({fs::path("export") / "defect-fill.nrrd", {}});
  forEachSlice(int(exported.files.size()), progress.part(0, 0.9), [&](int i) {
    const fs::path& path = exported.files[i].path;
    if (std::size_t(i) < meshes.size()) {
      const WrittenMesh written = writeChecked(stage / path, meshes[i], ready);
      checks.at(nameOf(path)) = written.check;
      exported.files[i].placement = written.laid;
    } else {
      writeMaskNrrd(stage / path, ready.scan()->sourceGeometry,
                    vaultFillMask(*ready.scan(), *ready.head(), *vault));
    }
    exported.files[i].sha256 = sha256OfFile(stage / path);
  });
  writeOthers(stage, meshes, ready.plan().exports.format, exported, progress.part(0.9, 0.95));
  addReviews(ready, exported);
  progress.at(0.95);

  const Plan plan = boundPlan(ready);
  writePlan(plan, stage / "plan.json");
  exported.files.push_back({"plan.json", sha256OfFile(stage / "plan.json")});
  writeFileAtomically(stage / "export/report.json", reportJson(ready, plan, exported, checks));
  exported.files.push_back({"export/report.json", sha256OfFile(stage / "export/report.json")});
  progress.at(1);
  stage.moveIntoPlace();
  return exported;
}

}  // namespace bregma
