#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bregma {

/// Samples for the paper network: 0/1 volumes of paperVoxels each, one after the other.
struct PaperBatch {
  int samples = 0;
  std::vector<std::uint8_t> defective, complete;
};

struct LearnerSettings {
  std::uint64_t seed = 1;              ///< of the first weights
  std::string optimizer = "adadelta";  ///< as published; or "adam"
  double learningRate = 1;
  int threads = 1;                 ///< on the processor
  bool gpu = true;                 ///< where there is one
  int rank = 0;                    ///< of this process, below `ranks`
  int ranks = 1;                   ///< processes that learn together
  std::string host = "localhost";  ///< of rank 0; not read when there is one rank only
  int port = 0;
};

struct LearnedStep {
  double loss = 0;       ///< binary cross-entropy before the step, mean over the batch of all ranks
  bool stopped = false;  ///< a rank was asked to stop; all ranks see it at the same step
};

struct Judgement {
  double loss = 0;                 ///< mean
  std::vector<double> errorRates;  ///< a sample: |P xor P*| / |P| of the missing bone
};

/// A network while it learns: weights and the optimizer's memory. The same seed, batches and number
/// of ranks give the same weights, however many threads there are.
class Learner {
 public:
  virtual ~Learner() = default;

  /// One step of the optimizer. Each rank brings its part of a batch of `batch` samples.
  virtual LearnedStep learn(const PaperBatch& part, int batch, bool stop) = 0;
  /// The gradient of the batch's mean loss as learn() would use it; no step is made.
  virtual std::vector<float> gradient(const PaperBatch& part, int batch) = 0;
  virtual Judgement judge(const PaperBatch& samples) = 0;

  /// Everything that the next step depends on, as bytes; and back.
  virtual std::string state() const = 0;
  /// @throws Error FileDamaged
  virtual void restore(std::string_view state) = 0;
  /// The bytes of a weights file.
  virtual std::string weights() const = 0;
  /// The bytes of rank 0 on every rank.
  virtual std::string shared(const std::string& bytes) = 0;
  /// "cuda" or "cpu"
  virtual std::string device() const = 0;
};

}  // namespace bregma
