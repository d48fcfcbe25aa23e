#include "planning/bone.hpp"

#include <algorithm>

#include "model/surface.hpp"
#include "planning/voxel_parts.hpp"

namespace bregma {

namespace {

constexpr double metalHu = 2500;

struct HuInterval {
  double lower, upper;
};

HuInterval intervalOf(const Scan& scan, const BoneSettings& settings) {
  if (scan.isMask) return {500, 1000};
  if (!settings.storedValues) return {settings.lowerHu, settings.upperHu};
  return {settings.lowerHu * scan.rescaleSlope + scan.rescaleIntercept,
          settings.upperHu * scan.rescaleSlope + scan.rescaleIntercept};
}

VoxelParts partsOf(const CtVolume& ct, const HuInterval& interval, const Progress& progress) {
  const int width = ct.geometry().size[0];
  const auto fillRow = [&](int j, int k, std::uint8_t* row) {
    const std::int16_t* hu = ct.voxels().data() + ct.geometry().index(0, j, k);
    for (int i = 0; i < width; ++i) row[i] = hu[i] >= interval.lower && hu[i] <= interval.upper;
  };
  return {ct.geometry().size, fillRow, progress};
}

double voxelCm3(const Geometry& g) { return g.spacing.x * g.spacing.y * g.spacing.z / 1000; }

// Notes what was dropped and what metal is in the bone.
std::vector<Finding> findingsOf(const CtVolume& ct, const std::vector<std::uint8_t>& mask,
                                const std::vector<std::size_t>& voxelsOfPart, std::size_t kept) {
  const double cm3 = voxelCm3(ct.geometry());
  std::vector<Finding> findings;
  std::size_t removed = 0, largest = 0;
  for (std::size_t r = 0; r < voxelsOfPart.size(); ++r) {
    if (r == kept || voxelsOfPart[r] * cm3 < 0.5) continue;
    ++removed;
    largest = std::max(largest, voxelsOfPart[r]);
  }
  if (removed > 0)
    findings.push_back({FindingCode::PartsRemoved,
                        Severity::Note,
                        Step::Bone,
                        {double(removed), largest * cm3},
                        {}});
  std::size_t metal = 0, first = 0;
  for (std::size_t v = 0; v < mask.size(); ++v)
    if (mask[v] && ct.voxels()[v] >= metalHu && metal++ == 0) first = v;
  if (metal * cm3 > 0.2) {
    const auto& g = ct.geometry();
    const std::size_t slice = std::size_t(g.size[0]) * g.size[1];
    findings.push_back(
        {FindingCode::MetalPresent,
         Severity::Warning,
         Step::Bone,
         {metal * cm3},
         g.toPatient(int(first % g.size[0]), int(first % slice / g.size[0]), int(first / slice))});
  }
  return findings;
}

}  // namespace

Bone segmentBone(const Scan& scan, const BoneSettings& settings, Progress progress) {
  const auto interval = intervalOf(scan, settings);
  const auto& geometry = scan.ct.geometry();
  const VoxelParts parts = partsOf(scan.ct, interval, progress.part(0, 0.4));
  if (parts.voxels().empty()) throw Error(ErrorCode::NoBone, {interval.lower, interval.upper});
  const std::size_t kept = parts.largest();
  std::vector<std::uint8_t> mask = parts.mask([&](std::size_t part) { return part == kept; });
  progress.at(0.5);

  Bone bone;
  bone.lowerHu = interval.lower;
  bone.upperHu = interval.upper;
  bone.findings = findingsOf(scan.ct, mask, parts.voxels(), kept);
  bone.mask = BinaryVolume(geometry, std::move(mask));
  bone.surface =
      largestPart(boneSurface(scan.ct, bone.mask, interval.lower, progress.part(0.5, 0.95)));
  progress.at(1);
  return bone;
}

}  // namespace bregma
