#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "model/net/card.hpp"
#include "model/plan.hpp"
#include "model/progress.hpp"
#include "training/trainer.hpp"

namespace bregma {

struct PaperTrainingSettings {
  std::string heads;       ///< names and ranges, as 000-059; empty: all
  bool unchecked = false;  ///< take every head, whatever the check would say of it
  double validationShare = 0.1;
  std::string optimizer = "adadelta";
  double learningRate = 0;    ///< 0: 1 for Adadelta, 0.002 for Adam
  bool mirror = false;        ///< every other sample left for right
  std::uint64_t seed = 1;     ///< of the split, the first weights and the samples
  std::string data, license;  ///< for the card
  int threads = 0;            ///< 0: as many as there are cores
  std::string host;           ///< of rank 0, when there are several
  int port = 0;
  BoneSettings bone;
  TrainerSettings trainer;  ///< samplesPerEpoch 0: every head in every position once
};

/// Trains the paper network on a data set's accepted heads; a part of them, by head, only judges.
/// `folder` gets the network, the checkpoint, the verdicts and `heads/`, where each head is kept on
/// the grid of the network.
/// @throws Error DatasetEmpty, TooFewHeads (below two), NetworkLibrary and those of train();
/// Cancelled
/// The first time about 10 s a head before it begins.
NetworkCard trainPaper(const std::filesystem::path& dataset, const std::filesystem::path& folder,
                       const PaperTrainingSettings& settings, Progress progress = {},
                       const std::function<void(const EpochReport&)>& onEpoch = {});

/// Which heads judge: names, in their order; the others teach. At least one of each.
std::vector<std::string> validationHeads(const std::vector<std::string>& names, double share,
                                         std::uint64_t seed);

}  // namespace bregma
