#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/net/learner.hpp"

namespace bregma {

struct PaperAnswer {
  std::vector<float> probabilities;  ///< that a voxel is bone, paperVoxels of them
  bool graphicsMemoryShort = false;  ///< computed on the processor though there is a GPU
};

/// The functions of the library that computes the networks. LibTorch takes half a second and 140 MB
/// to start, so the programs do not link it: it is opened when a network is first used.
struct NetLibrary {
  int version = 0;
  /// @throws Error FileDamaged (not weights of the paper network); `name` is the file's
  PaperAnswer (*completePaper)(std::string_view weights, const std::string& name,
                               std::span<const std::uint8_t> defective) = nullptr;
  /// @throws Error NetworkLibrary (the other ranks cannot be reached)
  std::unique_ptr<Learner> (*paperLearner)(const LearnerSettings& settings) = nullptr;
};

/// Changes with every change of the functions above or of what they exchange.
inline constexpr int netLibraryVersion = 1;

/// Looks beside the program, then in ../lib/bregma. 0.5 s the first time; safe between threads.
/// @throws Error NetworkLibrary
const NetLibrary& netLibrary();

}  // namespace bregma
