#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/net/card.hpp"

namespace bregma {

/// Where a training is, and all that it needs to go on as if it had never stopped. Samples depend
/// on their index alone, so the position is the whole random state.
struct Checkpoint {
  std::string setup;   ///< what must be the same for a training to go on
  int epoch = 0;       ///< finished ones
  int step = 0;        ///< finished ones of the epoch under way
  double lossSum = 0;  ///< of those steps
  int bestEpoch = 0;
  double bestLoss = 0, bestErrorRatePercent = 0;
  std::vector<CurvePoint> curve;
  std::string learner;      ///< its state
  std::string bestWeights;  ///< bytes of a weights file; empty before the first epoch ends
};

std::string checkpointBytes(const Checkpoint& checkpoint);
/// `name` is the file's. @throws Error FileDamaged, NetworkNewer
Checkpoint checkpointFrom(const std::string& bytes, const std::string& name);

}  // namespace bregma
