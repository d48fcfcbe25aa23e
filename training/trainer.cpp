#include "training/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <future>
#include <nlohmann/json.hpp>

#include "model/error.hpp"
#include "model/io/read_file.hpp"
#include "model/io/sha256.hpp"
#include "model/io/write_file.hpp"
#include "model/median.hpp"
#include "training/checkpoint.hpp"

namespace bregma {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* checkpointName = "checkpoint";
constexpr double largestCheckpoint = 1e9;  // bytes

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

PaperBatch batchOf(const SampleSource& source, std::uint64_t first, int count) {
  PaperBatch batch;
  for (int i = 0; i < count; ++i) {
    const PaperPair pair = source(first + std::uint64_t(i));
    batch.defective.insert(batch.defective.end(), pair.defective.begin(), pair.defective.end());
    batch.complete.insert(batch.complete.end(), pair.complete.begin(), pair.complete.end());
  }
  batch.samples = count;
  return batch;
}

// What decides about the weights, besides the position.
std::string setupOf(const NetworkCard& card, const TrainerSettings& s) {
  const nlohmann::json setup{{"architecture", card.architecture},
                             {"seed", card.seed},
                             {"training", card.trainingHeads},
                             {"validation", card.validationHeads},
                             {"notes", card.notes},
                             {"batch", s.batch},
                             {"samples_per_epoch", s.samplesPerEpoch},
                             {"validation_samples", s.validationSamples},
                             {"ranks", s.ranks}};
  return setup.dump();
}

// The new weights get a name of their own, so that the card always names a whole file.
NetworkCard writeNetwork(NetworkCard card, const std::string& weights, const fs::path& folder) {
  const std::string name = "weights-" + sha256OfText(weights).substr(0, 8) + ".pt";
  writeFileAtomically(folder / name, weights);
  card.files = {{name, {}}};
  card = writeCard(std::move(card), folder);
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string other = utf8(entry.path().filename());
    if (other != name && other.starts_with("weights-") && other.ends_with(".pt"))
      fs::remove(entry.path(), ignored);
  }
  return card;
}

class Training {
 public:
  Training(Learner& learner, const SampleSource& training, const SampleSource& validation,
           const NetworkCard& card, const fs::path& folder, const TrainerSettings& settings)
      : learner_(learner), training_(training), card_(card), folder_(folder), s_(settings) {
    steps_ = std::max(1, s_.samplesPerEpoch / s_.batch);
    first_ = s_.batch * s_.rank / s_.ranks;
    count_ = s_.batch * (s_.rank + 1) / s_.ranks - first_;
    begin();
    judged_ = batchOf(validation, 0, s_.validationSamples);
  }

  NetworkCard run(const Progress& progress,
                  const std::function<void(const EpochReport&)>& onEpoch) {
    while (c_.epoch < s_.epochs && !stalled()) {
      const EpochReport report = epoch(progress);
      if (onEpoch && s_.rank == 0) onEpoch(report);
    }
    return bestCard();
  }

 private:
  bool stalled() const { return s_.patience > 0 && c_.epoch - c_.bestEpoch >= s_.patience; }

  void begin() {
    const fs::path path = folder_ / checkpointName;
    c_.setup = setupOf(card_, s_);
    std::error_code failure;
    std::string bytes;
    if (s_.rank == 0) {
      fs::create_directories(folder_, failure);
      if (!fs::is_directory(folder_, failure))
        throw Error(ErrorCode::WriteFailed, {utf8(folder_), std::string("it is no folder")});
      if (fs::exists(path, failure)) {
        if (!s_.resume)
          throw Error(ErrorCode::CheckpointForeign,
                      {utf8(folder_), std::string("it was begun before, and --resume is not set")});
        bytes = readFile(path, largestCheckpoint);
        if (bytes.empty())
          throw Error(ErrorCode::FileDamaged, {utf8(path), std::string("it is empty")});
      }
    }
    bytes = learner_.shared(bytes);
    if (bytes.empty()) return;
    Checkpoint found = checkpointFrom(bytes, utf8(path));
    if (found.setup != c_.setup)
      throw Error(ErrorCode::CheckpointForeign,
                  {utf8(folder_), std::string("its data, seed, batch or optimizer are others")});
    learner_.restore(found.learner);
    c_ = std::move(found);
  }

  void save() {
    saved_ = Clock::now();
    if (s_.rank != 0) return;
    c_.learner = learner_.state();
    writeFileAtomically(folder_ / checkpointName, checkpointBytes(c_));
  }

  std::future<PaperBatch> prepared(int step) const {
    const std::uint64_t at =
        (std::uint64_t(c_.epoch) * std::uint64_t(steps_) + std::uint64_t(step)) *
            std::uint64_t(s_.batch) +
        std::uint64_t(first_);
    return std::async(std::launch::async, [this, at] { return batchOf(training_, at, count_); });
  }

  // One batch through the network; the next one is prepared meanwhile.
  void learn(std::future<PaperBatch>& next, const Progress& progress) {
    bool stop = false;
    try {
      progress.at((c_.epoch + double(c_.step) / steps_) / s_.epochs);
    } catch (const Cancelled&) {
      stop = true;  // told to the other ranks with the next gradient
    }
    const PaperBatch batch = next.get();
    if (!stop && c_.step + 1 < steps_) next = prepared(c_.step + 1);
    const auto start = Clock::now();
    const LearnedStep step = learner_.learn(batch, s_.batch, stop);
    networkSeconds_ += secondsSince(start);
    if (step.stopped) {
      save();
      throw Cancelled{};
    }
    c_.lossSum += step.loss;
    ++c_.step;
  }

  EpochReport epoch(const Progress& progress) {
    EpochReport report;
    const auto start = Clock::now();
    const int firstStep = c_.step;
    double trainingSeconds = 0;
    networkSeconds_ = 0;
    if (c_.step < steps_) {
      auto next = prepared(c_.step);
      while (c_.step < steps_) {
        const auto stepStart = Clock::now();
        learn(next, progress);
        trainingSeconds += secondsSince(stepStart);
        if (c_.step < steps_ && secondsSince(saved_) >= s_.saveEverySeconds) save();
      }
    }
    const Judgement judgement = learner_.judge(judged_);
    report.epoch = c_.epoch + 1;
    report.trainingLoss = c_.lossSum / steps_;
    report.validationLoss = judgement.loss;
    report.errorRatePercent =
        judgement.errorRates.empty() ? 0 : 100 * medianOf(judgement.errorRates);
    report.best = c_.bestEpoch == 0 || judgement.loss < c_.bestLoss;
    finish(report);
    report.seconds = secondsSince(start);
    if (trainingSeconds > 0) {
      report.samplesPerSecond = double(steps_ - firstStep) * s_.batch / trainingSeconds;
      report.networkShare = networkSeconds_ / trainingSeconds;
    }
    if (firstStep < steps_)
      report.secondsLeft = report.seconds * steps_ / (steps_ - firstStep) * (s_.epochs - c_.epoch);
    return report;
  }

  // The epoch becomes part of the checkpoint, and its network the folder's when it is the best.
  void finish(const EpochReport& report) {
    if (!std::isfinite(report.trainingLoss) || !std::isfinite(report.validationLoss))
      throw Error(ErrorCode::CheckpointForeign,
                  {utf8(folder_), std::string("the loss is no number any more; learn slower")});
    c_.epoch = report.epoch;
    c_.step = 0;
    c_.lossSum = 0;
    c_.curve.push_back({report.epoch, report.trainingLoss, report.validationLoss});
    if (report.best) {
      c_.bestEpoch = report.epoch;
      c_.bestLoss = report.validationLoss;
      c_.bestErrorRatePercent = report.errorRatePercent;
      c_.bestWeights = learner_.weights();
    }
    save();
    if (s_.rank == 0 && report.best) bestCard();
  }

  NetworkCard bestCard() const {
    NetworkCard card = card_;
    card.learningCurve = c_.curve;
    if (c_.bestEpoch > 0)
      card.scores = {{"best_epoch", double(c_.bestEpoch)},
                     {"samples_seen", double(c_.bestEpoch) * steps_ * s_.batch},
                     {"validation_loss", c_.bestLoss},
                     {"validation_error_rate_percent", c_.bestErrorRatePercent}};
    if (s_.rank != 0 || c_.bestWeights.empty()) return card;
    return writeNetwork(std::move(card), c_.bestWeights, folder_);
  }

  Learner& learner_;
  const SampleSource& training_;
  const NetworkCard& card_;
  const fs::path& folder_;
  const TrainerSettings& s_;
  int steps_ = 0;              // an epoch
  int first_ = 0, count_ = 0;  // this rank's samples of a batch
  Checkpoint c_;
  PaperBatch judged_;
  Clock::time_point saved_ = Clock::now();
  double networkSeconds_ = 0;
};

}  // namespace

NetworkCard train(Learner& learner, const SampleSource& training, const SampleSource& validation,
                  const NetworkCard& card, const fs::path& folder, const TrainerSettings& settings,
                  Progress progress, const std::function<void(const EpochReport&)>& onEpoch) {
  return Training(learner, training, validation, card, folder, settings).run(progress, onEpoch);
}

}  // namespace bregma
