#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "app/cli/commands.hpp"
#include "app/cli/console.hpp"
#include "model/io/write_file.hpp"
#include "training/paper_training.hpp"
#include "training/prior_training.hpp"

namespace bregma {

namespace {

std::string duration(double seconds) {
  const long minutes = std::lround(seconds / 60);
  char text[64];
  if (seconds < 60)
    std::snprintf(text, sizeof text, "%ld s", std::lround(seconds));
  else
    std::snprintf(text, sizeof text, "%ld h %02ld min", minutes / 60, minutes % 60);
  return text;
}

void tell(const EpochReport& r, bool json) {
  std::fprintf(stderr,
               "epoch %d: loss %.5f, validation %.5f, error rate %.1f %%, %.1f samples/s, network "
               "%.0f %% of the time, at most %s left%s\n",
               r.epoch, r.trainingLoss, r.validationLoss, r.errorRatePercent, r.samplesPerSecond,
               100 * r.networkShare, duration(r.secondsLeft).c_str(), r.best ? " (best)" : "");
  if (!json) return;
  print(nlohmann::json{{"epoch", r.epoch},
                       {"training_loss", r.trainingLoss},
                       {"validation_loss", r.validationLoss},
                       {"error_rate_percent", r.errorRatePercent},
                       {"seconds", r.seconds},
                       {"samples_per_second", r.samplesPerSecond},
                       {"network_share", r.networkShare},
                       {"seconds_left", r.secondsLeft},
                       {"best", r.best}}
            .dump());
  std::fflush(stdout);
}

int trainPrior(const TrainOptions& o) {
  PriorTrainingSettings settings;
  settings.heads = o.heads;
  settings.unchecked = o.unchecked;
  settings.data = o.data;
  settings.license = o.license;
  settings.prior.seed = o.seed;
  const NetworkCard card = trainPriorNetwork(o.dataset, o.folder, settings, consoleProgress());
  if (o.json)
    print(nlohmann::json{{"heads", card.trainingHeads.size()}, {"sha256", card.weightsSha256()}}
              .dump());
  else
    print(utf8(o.folder / card.files.front().name));
  return 0;
}

}  // namespace

int trainCommand(const TrainOptions& o) {
  if (o.net == nameOf(VaultMethod::Network)) return trainPrior(o);
  if (o.rank >= o.ranks)
    throw Error(ErrorCode::PlanValueBad, {std::string("--rank"), double(o.rank),
                                          "below --ranks, " + std::to_string(o.ranks)});
  PaperTrainingSettings settings;
  settings.heads = o.heads;
  settings.unchecked = o.unchecked;
  settings.optimizer = o.optimizer;
  settings.learningRate = o.learningRate;
  settings.mirror = o.mirror;
  settings.seed = o.seed;
  settings.data = o.data;
  settings.license = o.license;
  settings.threads = o.threads;
  settings.trainer.epochs = o.epochs;
  settings.trainer.batch = o.batch;
  settings.trainer.samplesPerEpoch = o.samplesPerEpoch;
  settings.trainer.validationSamples = o.validationSamples;
  settings.trainer.patience = o.patience;
  settings.trainer.saveEverySeconds = o.saveEverySeconds;
  settings.trainer.resume = o.resume;
  settings.trainer.ranks = o.ranks;
  settings.trainer.rank = o.rank;
  const std::size_t colon = o.master.rfind(':');
  if (colon != std::string::npos) {
    settings.host = o.master.substr(0, colon);
    settings.port = std::atoi(o.master.c_str() + colon + 1);
  }
  const NetworkCard card = trainPaper(o.dataset, o.folder, settings, consoleProgress(),
                                      [&](const EpochReport& report) { tell(report, o.json); });
  if (!o.json && o.rank == 0 && !card.files.empty())
    print(utf8(o.folder / card.files.front().name));
  return 0;
}

}  // namespace bregma
