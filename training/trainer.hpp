#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "model/net/card.hpp"
#include "model/net/learner.hpp"
#include "model/progress.hpp"
#include "training/paper_samples.hpp"

namespace bregma {

struct TrainerSettings {
  int epochs = 1200;  ///< as published
  int batch = 10;     ///< of all ranks together
  int samplesPerEpoch = 7154;
  int validationSamples = 40;
  int patience = 100;            ///< epochs without a better validation loss; 0: never stops early
  double saveEverySeconds = 60;  ///< and after each epoch
  bool resume = false;           ///< go on where the folder's checkpoint ends, if there is one
  int rank = 0, ranks = 1;       ///< as the learner's
};

/// Sample `index` of an endless sequence: depends on nothing else, may be called from any thread.
using SampleSource = std::function<PaperPair(std::uint64_t index)>;

struct EpochReport {
  int epoch = 0;  ///< from 1
  double trainingLoss = 0, validationLoss = 0;
  double errorRatePercent = 0;  ///< median over the validation samples, on the paper grid
  double seconds = 0;           ///< of this epoch, by this process
  double samplesPerSecond = 0;  ///< of all ranks together
  double networkShare = 0;      ///< of the training's time, without validation and saving
  double secondsLeft = 0;       ///< at most: to the last epoch
  bool best = false;
};

/// Trains until the last epoch, or until the validation loss has not improved for `patience`
/// epochs; returns the card of the best epoch's network, as in `folder`.
///
/// `folder` holds `checkpoint`, which is replaced as a whole, and the network (weights and card)
/// of the best epoch so far. A training that was interrupted in any way and goes on gives the same
/// weights as one that was not. `card` says what is known beforehand: name, data, split, seed;
/// with the settings it must be the same when a training goes on.
/// @throws Error CheckpointForeign (of other settings, or there is one and `resume` is not set),
/// FileDamaged, NetworkNewer, WriteFailed, those of the learner; Cancelled, after a checkpoint
/// Cancel: once a batch.
NetworkCard train(Learner& learner, const SampleSource& training, const SampleSource& validation,
                  const NetworkCard& card, const std::filesystem::path& folder,
                  const TrainerSettings& settings, Progress progress = {},
                  const std::function<void(const EpochReport&)>& onEpoch = {});

}  // namespace bregma
