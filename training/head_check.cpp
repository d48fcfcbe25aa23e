#include "training/head_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "model/io/align.hpp"
#include "model/median.hpp"
#include "planning/bone.hpp"
#include "planning/defect.hpp"
#include "planning/head.hpp"
#include "training/head_files.hpp"

namespace bregma {

namespace {

constexpr std::array<std::string_view, 3> verdictNames{"accept", "review", "reject"};

constexpr double vaultPolarRad = 1.5;
constexpr float thickestVaultMm = 20;  // thicker shells are face or base
constexpr double openMm2 = 500;        // a larger opening is no foramen and no thin place
constexpr double loosePartShare = 0.1;
constexpr double wellAboveCenterMm = 40;
constexpr int panelPx = 128;
constexpr double mmPerPx = 2;

struct Range {
  double low, high;
  bool holds(double v) const { return v >= low && v <= high; }
};
constexpr Range usualWidth{120, 175}, possibleWidth{95, 200};
constexpr Range usualLength{150, 215}, possibleLength{120, 245};
constexpr Range usualThickness{3, 12}, possibleThickness{1.5, 18};

template <class... Values>
std::string sentence(const char* pattern, Values... values) {
  char text[160];
  std::snprintf(text, sizeof text, pattern, values...);
  return text;
}

void doubt(HeadCheck& check, Verdict verdict, const std::string& reason) {
  check.verdict = std::max(check.verdict, verdict);
  check.reason += (check.reason.empty() ? "" : " ") + reason;
}

void judgeSize(HeadCheck& check, const char* what, double mm, const Range& usual,
               const Range& possible) {
  if (usual.holds(mm)) return;
  doubt(check, possible.holds(mm) ? Verdict::Review : Verdict::Reject,
        sentence("The vault's %s of %.0f mm is not that of a grown head.", what, mm));
}

void measureVault(HeadCheck& check, const ShellFields& fields) {
  const Chart& chart = fields.chart;
  Vec3 low{1e9, 1e9, 1e9}, high{-1e9, -1e9, -1e9};
  std::vector<float> thickness;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      const float mm = fields.outer[at] - fields.inner[at];
      if (chart.polarRad(column, row) > vaultPolarRad || !(mm < thickestVaultMm)) continue;
      const Vec3 p = chart.direction(column, row) * double(fields.outer[at]);
      low = {std::min(low.x, p.x), std::min(low.y, p.y), 0};
      high = {std::max(high.x, p.x), std::max(high.y, p.y), 0};
      thickness.push_back(mm);
    }
  if (thickness.empty()) return doubt(check, Verdict::Reject, "No vault was found.");
  check.thicknessMm = medianOf(std::move(thickness));
  check.widthMm = high.x - low.x;
  check.lengthMm = high.y - low.y;
  judgeSize(check, "width", check.widthMm, usualWidth, possibleWidth);
  judgeSize(check, "length", check.lengthMm, usualLength, possibleLength);
  judgeSize(check, "thickness", check.thicknessMm, usualThickness, possibleThickness);
}

void judgeBone(HeadCheck& check, const Bone& bone) {
  const Geometry& g = bone.mask.geometry();
  std::size_t kept = 0;
  for (const std::uint8_t v : bone.mask.voxels()) kept += v;
  const double cm3 = double(kept) * g.spacing.x * g.spacing.y * g.spacing.z / 1000;
  for (const Finding& finding : bone.findings) {
    if (finding.code == FindingCode::MetalPresent)
      doubt(check, Verdict::Reject,
            sentence("It holds %.1f cm³ of metal.", std::get<double>(finding.args[0])));
    if (finding.code == FindingCode::PartsRemoved &&
        std::get<double>(finding.args[1]) > loosePartShare * cm3)
      doubt(check, Verdict::Review,
            sentence("A part of %.1f cm³ is not connected to the skull.",
                     std::get<double>(finding.args[1])));
  }
}

// Whether the vault reaches the first or the last slice of the file.
bool touchesEdge(const Scan& scan, const Bone& bone, const HeadFrame& frame) {
  const Geometry& g = bone.mask.geometry();
  const ObliqueGeometry grid = scan.isMask ? scan.sourceGeometry : obliqueFrom(g);
  const auto& voxels = bone.mask.voxels();
  const int n = grid.size[2];
  for (const int k : {0, n - 1})
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i) {
        const std::size_t at = (std::size_t(k) * grid.size[1] + j) * grid.size[0] + i;
        if (!(scan.isMask ? scan.sourceMask[at] : voxels[at])) continue;
        const Vec3 head = frame.toHead(grid.toPatient({double(i), double(j), double(k)}));
        if (head.z > wellAboveCenterMm) return true;
      }
  return false;
}

// A complete vault has no opening.
void judgeVault(HeadCheck& check, const Scan& scan, const Bone& bone, const HeadFrame& frame) {
  for (const Finding& finding : frame.findings)
    doubt(check, Verdict::Review,
          finding.code == FindingCode::VaultPartlyOutside
              ? "Part of the vault lies outside the scan."
          : finding.code == FindingCode::HeadAsymmetric ? "The halves of the head differ much."
                                                        : "The head's axes are uncertain.");
  if (touchesEdge(scan, bone, frame))
    doubt(check, Verdict::Review, "The vault reaches the last slice of the scan.");
  try {
    const Defects defects = findDefects(scan, bone, frame, {});
    const double mm2 = defects.regions.front().areaMm2;
    doubt(check, mm2 > openMm2 ? Verdict::Reject : Verdict::Review,
          sentence("The vault has an opening of %.1f cm².", mm2 / 100));
  } catch (const Error& error) {
    if (error.code != ErrorCode::NoDefect) throw;
  }
}

std::string reasonOf(const Error& error) {
  switch (error.code) {
    case ErrorCode::VaultCutOff: return "The scan does not show the whole vault.";
    case ErrorCode::FrameNotFound: return "The bone does not have the shape of a head.";
    case ErrorCode::NoBone: return "It holds no bone.";
    case ErrorCode::NotCt: return "It is no CT.";
    default: break;
  }
  std::string reason = "It cannot be used: " + std::string(nameOf(error.code)) + ".";
  for (const Arg& arg : error.args)
    if (error.code == ErrorCode::FileDamaged && &arg != &error.args.front())
      reason = "It cannot be used: " + std::get<std::string>(arg) + ".";
  return reason;
}

// How much bone lies behind each pixel of three parallel views.
GrayPicture viewsOf(const BinaryVolume& mask) {
  const Geometry& g = mask.geometry();
  std::array<int, 3> low = g.size, high{-1, -1, -1};
  const auto forEachBone = [&](auto&& body) {
    for (int k = 0; k < g.size[2]; k += 2)
      for (int j = 0; j < g.size[1]; j += 2)
        for (int i = 0; i < g.size[0]; i += 2)
          if (mask.at(i, j, k)) body(std::array{i, j, k});
  };
  forEachBone([&](const std::array<int, 3>& at) {
    for (int a = 0; a < 3; ++a) {
      low[a] = std::min(low[a], at[a]);
      high[a] = std::max(high[a], at[a]);
    }
  });
  const double sampleMm3 = 8 * g.spacing.x * g.spacing.y * g.spacing.z;
  std::vector<double> mm(std::size_t(3) * panelPx * panelPx, 0);
  forEachBone([&](const std::array<int, 3>& at) {
    std::array<double, 3> p{};  // from the middle, in pixels
    for (int a = 0; a < 3; ++a)
      p[a] = (at[a] - (low[a] + high[a]) / 2.0) * g.spacing[a] / mmPerPx + panelPx / 2.0;
    const std::array<std::array<double, 2>, 3> seen{
        {{p[1], panelPx - p[2]}, {p[0], panelPx - p[2]}, {p[0], p[1]}}};
    for (int panel = 0; panel < 3; ++panel) {
      const int column = int(std::floor(seen[panel][0])), row = int(std::floor(seen[panel][1]));
      if (column < 0 || row < 0 || column >= panelPx || row >= panelPx) continue;
      mm[std::size_t(row) * 3 * panelPx + panel * panelPx + column] +=
          sampleMm3 / (mmPerPx * mmPerPx);
    }
  });
  GrayPicture picture{3 * panelPx, panelPx, std::vector<std::uint8_t>(mm.size())};
  for (std::size_t i = 0; i < mm.size(); ++i)
    picture.pixels[i] = std::uint8_t(255 * (1 - std::exp(-mm[i] / 25)));
  return picture;
}

}  // namespace

std::string_view nameOf(Verdict verdict) { return verdictNames[std::size_t(verdict)]; }

std::optional<Verdict> verdictNamed(std::string_view name) {
  for (std::size_t i = 0; i < verdictNames.size(); ++i)
    if (verdictNames[i] == name) return Verdict(i);
  return std::nullopt;
}

HeadCheck checkHead(const Scan& scan, const BoneSettings& settings, Progress progress) {
  HeadCheck check;
  try {
    const Bone bone = segmentBone(scan, settings, progress.part(0, 0.5));
    check.thumbnail = viewsOf(bone.mask);
    judgeBone(check, bone);
    const HeadFrame frame = findSymmetricFrame(scan, bone, progress.part(0.5, 0.7));
    judgeVault(check, scan, bone, frame);
    progress.at(0.9);
    const BoneField field(scan.ct, bone.mask, bone.lowerHu);
    measureVault(check, castShell(field, {frame.center, frame.patientFromHead}, {192}));
  } catch (const Error& error) {
    doubt(check, Verdict::Reject, reasonOf(error));
  }
  progress.at(1);
  return check;
}

HeadCheck unreadable(const Error& error) {
  HeadCheck check;
  doubt(check, Verdict::Reject, reasonOf(error));
  return check;
}

}  // namespace bregma
