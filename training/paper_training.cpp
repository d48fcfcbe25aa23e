#include "training/paper_training.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <thread>

#include "model/error.hpp"
#include "model/net/library.hpp"
#include "model/net/paper_layout.hpp"
#include "training/dataset.hpp"
#include "training/random.hpp"

namespace bregma {

namespace {

namespace fs = std::filesystem;

constexpr int leastHeads = 2;  // one to teach, one to judge

// Rank 0 decides which heads there are.
std::vector<HeadFiles> sharedHeads(Learner& learner, const fs::path& dataset,
                                   const fs::path& folder, const PaperTrainingSettings& settings,
                                   const Progress& progress) {
  const auto heads = [&] {
    return headsToLearnFrom(dataset, folder, settings.heads, settings.unchecked, settings.bone,
                            leastHeads, progress);
  };
  if (settings.trainer.ranks == 1) return heads();
  std::string names;
  if (settings.trainer.rank == 0)
    for (const HeadFiles& head : heads()) names += (names.empty() ? "" : ",") + head.name;
  return chosenHeads(headsIn(dataset), learner.shared(names));
}

PaperSamples samplesOf(const std::vector<HeadFiles>& heads, const fs::path& cache,
                       const PaperTrainingSettings& settings, const PaperSampleSettings& how,
                       const Progress& progress) {
  return PaperSamples(paperHeads(heads, settings.bone, cache, progress), how);
}

NetworkCard cardOf(const fs::path& dataset, const PaperTrainingSettings& settings,
                   const std::vector<HeadFiles>& training,
                   const std::vector<HeadFiles>& validation) {
  NetworkCard card;
  card.name = "paper";
  card.architecture = paperArchitecture;
  const std::u8string folder = fs::absolute(dataset).lexically_normal().filename().u8string();
  card.data = settings.data.empty() ? std::string(folder.begin(), folder.end()) : settings.data;
  card.dataLicense = settings.license.empty() ? "unknown" : settings.license;
  for (const HeadFiles& head : training) card.trainingHeads.push_back(head.name);
  for (const HeadFiles& head : validation) card.validationHeads.push_back(head.name);
  card.seed = settings.seed;
  std::ostringstream notes;
  notes.imbue(std::locale::classic());
  notes << "Wu, Yang, Chang 2022; binary cross-entropy; " << settings.optimizer << ", rate "
        << settings.learningRate << ", batch " << settings.trainer.batch
        << "; the six published masks, augmented as published"
        << (settings.mirror ? " and mirrored" : "") << ". The split is by head.";
  card.notes = notes.str();
  return card;
}

}  // namespace

std::vector<std::string> validationHeads(const std::vector<std::string>& names, double share,
                                         std::uint64_t seed) {
  std::vector<std::string> shuffled = names;
  Random random(seed, 0x5eed);
  for (std::size_t i = shuffled.size(); i > 1; --i)
    std::swap(shuffled[i - 1], shuffled[std::size_t(random.below(int(i)))]);
  const int count = int(names.size());
  const int judging = std::clamp(int(std::lround(share * count)), 1, std::max(1, count - 1));
  shuffled.resize(std::size_t(std::min(judging, count)));
  std::ranges::sort(shuffled);
  return shuffled;
}

NetworkCard trainPaper(const fs::path& dataset, const fs::path& folder,
                       const PaperTrainingSettings& given, Progress progress,
                       const std::function<void(const EpochReport&)>& onEpoch) {
  PaperTrainingSettings settings = given;
  TrainerSettings& trainer = settings.trainer;
  if (settings.learningRate <= 0) settings.learningRate = settings.optimizer == "adam" ? 0.002 : 1;
  if (settings.threads <= 0)
    settings.threads = std::max(1, int(std::thread::hardware_concurrency()));
  if (headsIn(dataset).size() < std::size_t(leastHeads))  // said before LibTorch is opened
    throw Error(ErrorCode::TooFewHeads, {double(headsIn(dataset).size()), double(leastHeads)});
  const auto learner = netLibrary().paperLearner({.seed = settings.seed,
                                                  .optimizer = settings.optimizer,
                                                  .learningRate = settings.learningRate,
                                                  .threads = settings.threads,
                                                  .rank = trainer.rank,
                                                  .ranks = trainer.ranks,
                                                  .host = settings.host,
                                                  .port = settings.port});
  const std::vector<HeadFiles> heads =
      sharedHeads(*learner, dataset, folder, settings, progress.part(0, 0.01));
  std::vector<std::string> names;
  for (const HeadFiles& head : heads) names.push_back(head.name);
  const auto judging = validationHeads(names, settings.validationShare, settings.seed);
  std::vector<HeadFiles> training, validation;
  for (const HeadFiles& head : heads)
    (std::ranges::binary_search(judging, head.name) ? validation : training).push_back(head);

  // Ranks on one machine must not write the same files.
  const fs::path cache =
      folder / (trainer.rank == 0 ? "heads" : "heads-" + std::to_string(trainer.rank));
  const PaperSamples teaching =
      samplesOf(training, cache, settings, {.seed = settings.seed, .mirror = settings.mirror},
                progress.part(0.01, 0.02));
  const PaperSamples judged =
      samplesOf(validation, cache, settings, {.seed = settings.seed, .augment = false},
                progress.part(0.02, 0.021));
  if (trainer.samplesPerEpoch <= 0) trainer.samplesPerEpoch = int(teaching.round());
  return train(
      *learner, [&](std::uint64_t index) { return teaching.at(index); },
      [&](std::uint64_t index) { return judged.at(index); },
      cardOf(dataset, settings, training, validation), folder, trainer, progress.part(0.021, 1),
      onEpoch);
}

}  // namespace bregma
