#include "planning/voxel_parts.hpp"

#include <algorithm>
#include <numeric>

#include "model/disjoint_sets.hpp"
#include "model/large_vector.hpp"
#include "model/parallel.hpp"

namespace bregma {

VoxelParts::VoxelParts(const std::array<int, 3>& size, const FillRow& fillRow,
                       const Progress& progress)
    : size_(size) {
  std::vector<std::vector<Run>> bySlice(size[2]);
  progress.at(0);
  parallelFor(size[2], [&](int first, int last) {
    std::vector<std::uint8_t> row(size[0]);
    for (int k = first; k < last; ++k)
      for (int j = 0; j < size[1]; ++j) {
        fillRow(j, k, row.data());
        auto at = row.begin();
        while ((at = std::find(at, row.end(), 1)) != row.end()) {
          const auto end = std::find(at, row.end(), 0);
          bySlice[k].push_back({j, k, int(at - row.begin()), int(end - row.begin()), 0});
          at = end;
        }
      }
  });
  for (const auto& slice : bySlice) runs_.insert(runs_.end(), slice.begin(), slice.end());
  progress.at(0.5);
  joinRuns();
  progress.at(1);
}

void VoxelParts::joinRuns() {
  // Runs are sorted by slice, row, column.
  std::vector<std::uint32_t> starts(std::size_t(size_[1]) * size_[2] + 1, 0);
  for (const Run& run : runs_) ++starts[std::size_t(run.k) * size_[1] + run.j + 1];
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  DisjointSets sets(runs_.size());
  const auto joinRows = [&](std::size_t rowA, std::size_t rowB) {
    auto a = starts[rowA], b = starts[rowB];
    while (a < starts[rowA + 1] && b < starts[rowB + 1]) {
      if (runs_[a].begin < runs_[b].end && runs_[b].begin < runs_[a].end) sets.join(a, b);
      runs_[a].end < runs_[b].end ? ++a : ++b;
    }
  };
  for (int k = 0; k < size_[2]; ++k)
    for (int j = 0; j < size_[1]; ++j) {
      const std::size_t row = std::size_t(k) * size_[1] + j;
      if (j > 0) joinRows(row, row - 1);
      if (k > 0) joinRows(row, row - size_[1]);
    }
  for (std::uint32_t r = 0; r < runs_.size(); ++r) {
    const auto root = sets.root(r);  // not behind r
    if (root == r) {
      runs_[r].part = std::uint32_t(voxels_.size());
      voxels_.push_back(0);
    } else {
      runs_[r].part = runs_[root].part;
    }
    voxels_[runs_[r].part] += std::size_t(runs_[r].end - runs_[r].begin);
  }
}

std::size_t VoxelParts::largest() const {
  return std::size_t(std::ranges::max_element(voxels_) - voxels_.begin());
}

std::vector<std::size_t> VoxelParts::voxelsOf(std::size_t part) const {
  std::vector<std::size_t> voxels;
  for (const Run& run : runs_)
    if (run.part == part)
      for (int i = run.begin; i < run.end; ++i)
        voxels.push_back((std::size_t(run.k) * size_[1] + run.j) * size_[0] + i);
  return voxels;
}

std::vector<std::uint8_t> VoxelParts::mask(
    const std::function<bool(std::size_t part)>& wanted) const {
  std::vector<bool> keep(voxels_.size());
  for (std::size_t part = 0; part < keep.size(); ++part) keep[part] = wanted(part);
  auto mask = largeVector<std::uint8_t>(std::size_t(size_[0]) * size_[1] * size_[2]);
  for (const Run& run : runs_)
    if (keep[run.part])
      std::fill_n(mask.begin() + (std::size_t(run.k) * size_[1] + run.j) * size_[0] + run.begin,
                  run.end - run.begin, std::uint8_t(1));
  return mask;
}

}  // namespace bregma
