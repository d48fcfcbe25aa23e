#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "planning/paper_grid.hpp"
#include "training/head_files.hpp"

namespace bregma {

/// Complete heads, ready to be sampled on the published network's grid: in the frame of the
/// defective skull where the data set has one, else of the complete skull. What was made once is
/// kept in `cache` (a folder, made when missing) and read in 30 ms; empty: not kept.
/// 3 MB and about 5 s a head. Cancel: between heads.
/// @throws Error of the import and the head's frame; WriteFailed
std::vector<BoneShares> paperHeads(const std::vector<HeadFiles>& heads,
                                   const BoneSettings& settings, const std::filesystem::path& cache,
                                   Progress progress = {});

struct PaperSampleSettings {
  std::uint64_t seed = 1;
  bool augment = true;  ///< as published; else each head as it is
  bool mirror = false;  ///< every other head left for right: not published, but it helps
  double leastShare = 0.005, mostShare = 0.35;  ///< of the bone on the grid
};

/// A defective vault and what it was: 112×112×40 bytes, 0 or 1, x fastest.
struct PaperPair {
  std::vector<std::uint8_t> defective, complete;
};

/// An endless sequence of pairs. Augmented as published: every head with 7 rotations about the
/// superior axis × 7 tilts about the left axis in steps of 2° × 2 heights 2 voxels apart; every
/// round of 98 a head in another order. One of the six published masks, each as likely, of a random
/// size at a random place is taken out.
///
/// at(i) depends on heads, settings and i alone, and may be called from many threads at once.
class PaperSamples {
 public:
  static constexpr int augmentations = 7 * 7 * 2;

  /// @throws Error TooFewHeads (there is none)
  PaperSamples(std::vector<BoneShares> heads, const PaperSampleSettings& settings);

  /// Samples until every head was seen in every position once.
  std::uint64_t round() const { return round_; }
  /// About 8 ms.
  PaperPair at(std::uint64_t index) const;

 private:
  std::vector<BoneShares> heads_;
  PaperSampleSettings settings_;
  std::uint64_t round_ = 0;
};

}  // namespace bregma
