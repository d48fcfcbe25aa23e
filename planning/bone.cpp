#include "planning/bone.hpp"

#include <algorithm>
#include <numeric>

#include "model/parallel.hpp"
#include "model/surface.hpp"

namespace bregma {

namespace {

constexpr double metalHu = 2500;

// Bone voxels in a row: columns [begin, end) of row j in slice k.
struct Run {
  int j, k, begin, end;
};

struct HuInterval {
  double lower, upper;
};

HuInterval intervalOf(const Scan& scan, const BoneSettings& settings) {
  if (scan.isMask) return {500, 1000};
  if (!settings.storedValues) return {settings.lowerHu, settings.upperHu};
  return {settings.lowerHu * scan.rescaleSlope + scan.rescaleIntercept,
          settings.upperHu * scan.rescaleSlope + scan.rescaleIntercept};
}

std::vector<Run> runsOf(const CtVolume& ct, const HuInterval& interval, const Progress& progress) {
  const auto& size = ct.geometry().size;
  std::vector<std::vector<Run>> bySlice(size[2]);
  progress.at(0);
  parallelFor(size[2], [&](int first, int last) {
    for (int k = first; k < last; ++k)
      for (int j = 0; j < size[1]; ++j) {
        const std::int16_t* row = ct.voxels().data() + ct.geometry().index(0, j, k);
        const auto bone = [&](int i) {
          return row[i] >= interval.lower && row[i] <= interval.upper;
        };
        for (int i = 0; i < size[0]; ++i) {
          if (!bone(i)) continue;
          const int begin = i;
          while (i < size[0] && bone(i)) ++i;
          bySlice[k].push_back({j, k, begin, i});
        }
      }
  });
  std::vector<Run> runs;
  for (const auto& slice : bySlice) runs.insert(runs.end(), slice.begin(), slice.end());
  progress.at(1);
  return runs;
}

class Parts {
 public:
  explicit Parts(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), 0u);
  }
  std::uint32_t root(std::uint32_t v) {
    while (parent_[v] != v) v = parent_[v] = parent_[parent_[v]];
    return v;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = root(a);
    b = root(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

// Runs are sorted by slice, row, column; `starts` is the first run of each row of each slice.
Parts connected(const std::vector<Run>& runs, const std::vector<std::uint32_t>& starts,
                const std::array<int, 3>& size) {
  Parts parts(runs.size());
  const auto joinRows = [&](std::size_t rowA, std::size_t rowB) {
    auto a = starts[rowA], b = starts[rowB];
    while (a < starts[rowA + 1] && b < starts[rowB + 1]) {
      if (runs[a].begin < runs[b].end && runs[b].begin < runs[a].end) parts.join(a, b);
      runs[a].end < runs[b].end ? ++a : ++b;
    }
  };
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j) {
      const std::size_t row = std::size_t(k) * size[1] + j;
      if (j > 0) joinRows(row, row - 1);
      if (k > 0) joinRows(row, row - size[1]);
    }
  return parts;
}

std::vector<std::uint32_t> rowStarts(const std::vector<Run>& runs, const std::array<int, 3>& size) {
  std::vector<std::uint32_t> starts(std::size_t(size[1]) * size[2] + 1, 0);
  for (const Run& run : runs) ++starts[std::size_t(run.k) * size[1] + run.j + 1];
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  return starts;
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
  const auto runs = runsOf(scan.ct, interval, progress.part(0, 0.2));
  if (runs.empty()) throw Error(ErrorCode::NoBone, {interval.lower, interval.upper});
  Parts parts = connected(runs, rowStarts(runs, geometry.size), geometry.size);
  progress.at(0.4);

  std::vector<std::size_t> voxelsOfPart(runs.size(), 0);
  for (std::uint32_t r = 0; r < runs.size(); ++r)
    voxelsOfPart[parts.root(r)] += std::size_t(runs[r].end - runs[r].begin);
  const auto kept = std::uint32_t(std::ranges::max_element(voxelsOfPart) - voxelsOfPart.begin());
  std::vector<std::uint8_t> mask(geometry.count(), 0);
  for (std::uint32_t r = 0; r < runs.size(); ++r)
    if (parts.root(r) == kept)
      std::fill_n(mask.begin() + geometry.index(runs[r].begin, runs[r].j, runs[r].k),
                  runs[r].end - runs[r].begin, std::uint8_t(1));
  progress.at(0.5);

  Bone bone;
  bone.lowerHu = interval.lower;
  bone.upperHu = interval.upper;
  bone.findings = findingsOf(scan.ct, mask, voxelsOfPart, kept);
  bone.mask = BinaryVolume(geometry, std::move(mask));
  bone.surface =
      largestPart(boneSurface(scan.ct, bone.mask, interval.lower, progress.part(0.5, 0.95)));
  progress.at(1);
  return bone;
}

}  // namespace bregma
