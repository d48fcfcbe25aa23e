#include "model/io/inv3.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <map>
#include <numeric>

#include "model/io/align.hpp"
#include "model/io/limits.hpp"
#include "model/io/plist.hpp"
#include "model/io/read_file.hpp"
#include "model/io/sha256.hpp"
#include "model/io/slice_thickness.hpp"
#include "model/io/tar.hpp"
#include "model/io/vtp.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

namespace {

constexpr double maxFileBytes = 2e9;
constexpr std::size_t maxListBytes = 1 << 20, maxMatrixBytes = 1'500'000'000,
                      maxSurfaceBytes = 500'000'000;

using Entries = std::map<std::string, std::string, std::less<>>;

struct Project {
  Entries entries;
  Plist main;
  std::array<int, 3> size{};  ///< columns, rows, slices
  Vec3 spacing;
  std::string modality;
};

std::size_t limitOf(std::string_view name) {
  if (name.ends_with(".plist")) return maxListBytes;
  if (name.ends_with(".vtp")) return maxSurfaceBytes;
  return name.starts_with("matrix") ? maxMatrixBytes : 0;
}

const std::string& entry(const Project& project, const std::string& name) {
  const auto found = project.entries.find(name.substr(name.rfind('/') + 1));
  if (found == project.entries.end()) throw BadData{"a part of the project is missing"};
  return found->second;
}

int countIn(const Plist& value) {
  const double count = value.number();
  if (!(count >= 1 && count <= 16384) || count != std::floor(count))
    throw BadData{"the matrix has an impossible size"};
  return int(count);
}

Project readProject(std::string_view file) {
  Project project;
  ByteStream stream(file, maxDecodedBytes);
  readTar(stream, limitOf, [&](std::string name, std::string bytes) {
    project.entries[std::move(name)] = std::move(bytes);
  });
  project.main = parsePlist(entry(project, "main.plist"));
  const Plist& matrix = project.main["matrix"];
  const auto& shape = matrix["shape"].entries;
  const auto& spacing = project.main["spacing"].entries;
  if (shape.size() != 3 || spacing.size() != 3) throw BadData{"the matrix has no size"};
  if (matrix["dtype"].text != "int16") throw BadData{"the matrix is not of 16-bit numbers"};
  project.size = {countIn(shape[2].value), countIn(shape[1].value), countIn(shape[0].value)};
  project.spacing = {spacing[0].value.number(), spacing[1].value.number(),
                     spacing[2].value.number()};
  for (int a = 0; a < 3; ++a)
    if (!(project.spacing[a] > 0.01 && project.spacing[a] < 50))
      throw BadData{"the spacing is impossible"};
  project.modality = project.main["modality"].text;
  return project;
}

std::vector<std::int16_t> matrixOf(const Project& project) {
  const std::string& bytes = entry(project, project.main["matrix"]["filename"].text);
  const double wanted = 2.0 * project.size[0] * project.size[1] * project.size[2];
  if (double(bytes.size()) != wanted)
    throw BadData{"the matrix is not as large as the project says"};
  std::vector<std::int16_t> values(bytes.size() / 2);
  std::memcpy(values.data(), bytes.data(), bytes.size());
  if constexpr (std::endian::native == std::endian::big)
    for (auto& v : values) v = std::int16_t(std::uint16_t(v) << 8 | std::uint16_t(v) >> 8);
  return values;
}

/// The thresholds from which the stored surfaces may have been made.
std::vector<double> thresholdsOf(const Project& project) {
  std::vector<double> thresholds;
  for (const auto& [key, file] : project.main["masks"].entries) {
    const Plist mask = parsePlist(entry(project, file.text));
    const auto& range = mask["threshold_range"].entries;
    if (!range.empty()) thresholds.push_back(range[0].value.number());
  }
  return thresholds;
}

/// The share of a stored surface that lies on the volume: near one of the thresholds.
double shareOnVolume(const CtVolume& ct, const std::vector<Vec3>& points,
                     const std::vector<double>& thresholds) {
  constexpr double toleranceHu = 150;
  const std::size_t stride = std::max<std::size_t>(1, points.size() / 20'000);
  double best = 0;
  for (const double threshold : thresholds) {
    int tested = 0, on = 0;
    for (std::size_t i = 0; i < points.size(); i += stride, ++tested)
      on += std::abs(sample(ct, points[i], -1e6) - threshold) < toleranceHu;
    if (tested > 0) best = std::max(best, double(on) / tested);
  }
  return best;
}

void checkSurfaces(const Project& project, Scan& scan) {
  const auto thresholds = thresholdsOf(project);
  double worst = 1;
  for (const auto& [key, file] : project.main["surfaces"].entries) {
    const Plist surface = parsePlist(entry(project, file.text));
    const std::string& name = surface["polydata"].text;
    if (!name.ends_with(".vtp") || thresholds.empty()) continue;
    const auto points = vtpPoints(entry(project, name));
    if (!points.empty()) worst = std::min(worst, shareOnVolume(scan.ct, points, thresholds));
  }
  // Smoothed and hand-cut surfaces leave the threshold in places; a wrong flip nearly everywhere.
  if (worst < 0.5)
    scan.findings.push_back(
        {FindingCode::OrientationMismatch, Severity::Stop, Step::Import, {100 * worst}, {}});
}

/// A project made from NIfTI keeps columns as they came, so the rule of the header need not hold.
bool hasAffine(const Project& project) {
  const Plist& affine = project.main["affine"];
  return !affine.entries.empty() || !affine.text.empty();
}

template <class Body>
auto translated(const std::filesystem::path& path, Body&& body) {
  try {
    return body();
  } catch (const BadData& bad) {
    throw Error(ErrorCode::FileDamaged, {utf8(path), bad.reason});
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::FileDamaged, {utf8(path), "does not fit into memory"});
  }
}

}  // namespace

Scan importInv3(const std::filesystem::path& path, Progress progress) {
  const std::string file = readFile(path, maxFileBytes);
  progress.at(0.05);
  Scan scan;
  scan.format = "inv3";
  translated(path, [&] {
    Project project = readProject(file);
    if (project.modality.starts_with("MR")) throw Error(ErrorCode::NotCt, {project.modality});
    progress.at(0.6);
    const auto& [sx, sy, sz] = project.spacing;
    ObliqueGeometry grid;
    grid.size = project.size;
    grid.steps.columns = {Vec3{sx, 0, 0}, Vec3{0, -sy, 0}, Vec3{0, 0, sz}};
    scan.ct = alignToPatient(grid, matrixOf(project), {}, progress.part(0.6, 0.8));
    const Severity severity = hasAffine(project) ? Severity::Stop : Severity::Warning;
    scan.findings.push_back({FindingCode::SideUnconfirmed, severity, Step::Import, {}, {}});
    checkSurfaces(project, scan);
    noteThickSlices(sz, scan.findings);
  });
  progress.at(0.95);
  Sha256 sha;
  sha.update(file);
  scan.sha256 = sha.hex();
  progress.at(1);
  return scan;
}

SeriesSummary summarizeInv3(const std::filesystem::path& path) {
  const std::string file = readFile(path, maxFileBytes);
  return translated(path, [&] {
    const Project project = readProject(file);
    SeriesSummary summary;
    summary.path = path;
    summary.modality = project.modality;
    summary.description = "InVesalius";
    summary.size = project.size;
    summary.slices = project.size[2];
    summary.spacing = project.spacing;
    summary.findings.push_back(
        {FindingCode::SideUnconfirmed, Severity::Warning, Step::Import, {}, {}});
    return summary;
  });
}

}  // namespace bregma
