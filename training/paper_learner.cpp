#include "training/paper_learner.hpp"

#include <torch/optim/adam.h>
#include <torch/serialize.h>
#include <torch/utils.h>

#include <atomic>
#include <cmath>
#include <optional>
#include <sstream>
#include <thread>

#include "model/error.hpp"
#include "model/net/gpu_fallback.hpp"
#include "model/net/paper_pass.hpp"
#include "model/net/paper_torch.hpp"
#include "model/net/paper_weights.hpp"
#include "training/adadelta.hpp"
#include "training/random.hpp"
#include "training/ranks.hpp"

namespace bregma {

namespace {

// The share of bone among the voxels that an untaught network tells, as a logit. Beginning at one
// half would drive the ReLUs below the last layer out of reach before they have learned anything.
constexpr float firstAnswer = -3;

// Uniform weights with the variance that keeps activations level (Glorot and Bengio 2010), as
// Keras does where nothing is said; biases zero but the last.
std::vector<float> firstWeights(std::uint64_t seed) {
  std::vector<float> parameters(paperParameters, 0);
  Random random(seed);
  for (std::size_t i = 0; i < paperLayers.size(); ++i) {
    const PaperLayer& layer = paperLayers[i];
    const double limit = std::sqrt(6.0 / (27 * (layer.in + layer.out)));
    for (std::size_t w = 0; w < layer.weightCount(); ++w)
      parameters[paperOffset(i) + w] = float(random.between(-limit, limit));
  }
  parameters.back() = firstAnswer;
  return parameters;
}

// |P xor P*| / |P| over the voxels that the defective skull lacks.
double errorRateOf(std::span<const float> probabilities, std::span<const std::uint8_t> defective,
                   std::span<const std::uint8_t> complete) {
  double wrong = 0, missing = 0;
  for (std::size_t i = 0; i < paperVoxels; ++i) {
    if (defective[i]) continue;
    const bool bone = probabilities[i] >= 0.5f;
    wrong += bone != (complete[i] != 0);
    missing += complete[i] != 0;
  }
  return missing > 0 ? wrong / missing : wrong > 0 ? 1 : 0;
}

template <class T>
std::span<const T> sampleOf(const std::vector<T>& volumes, int sample) {
  return std::span(volumes).subspan(std::size_t(sample) * paperVoxels, paperVoxels);
}

class PaperLearner : public Learner {
 public:
  explicit PaperLearner(const LearnerSettings& settings) : settings_(settings) {
    torch::set_num_threads(1);  // what is left for LibTorch to do is short
    if (settings.ranks > 1)
      ranks_.emplace(settings.rank, settings.ranks, settings.host, settings.port);
    gpu_ = settings.gpu && gpuPresent();
    parameters_ = torch::empty({std::int64_t(paperParameters)});
    setParameters(firstWeights(settings.seed));
    parameters_.set_requires_grad(true);
    if (settings.optimizer == "adam")
      optimizer_ = std::make_unique<torch::optim::Adam>(
          std::vector{parameters_}, torch::optim::AdamOptions(settings.learningRate));
    else
      optimizer_ = std::make_unique<Adadelta>(std::vector{parameters_},
                                              AdadeltaOptions(settings.learningRate));
    for (int i = 0; i < std::max(1, settings.threads); ++i)
      passes_.push_back(std::make_unique<PaperPass>());
  }

  LearnedStep learn(const PaperBatch& part, int batch, bool stop) override {
    const LearnedStep step = computeGradient(part, batch, stop);
    if (step.stopped) return step;
    parameters_.mutable_grad() =
        torch::from_blob(gradient_.data(), {std::int64_t(paperParameters)}).clone();
    optimizer_->step();
    return step;
  }

  std::vector<float> gradient(const PaperBatch& part, int batch) override {
    computeGradient(part, batch, false);
    return {gradient_.begin(), gradient_.begin() + std::ptrdiff_t(paperParameters)};
  }

  Judgement judge(const PaperBatch& samples) override {
    Judgement judgement;
    judgement.errorRates.resize(std::size_t(samples.samples));
    std::vector<double> losses(std::size_t(samples.samples), 0);
    forEachSample(samples, [&](PaperPass& pass, int sample) {
      const auto at = std::size_t(sample);
      pass.forward(sampleOf(samples.defective, sample));
      losses[at] = pass.crossEntropy(sampleOf(samples.complete, sample));
      judgement.errorRates[at] =
          errorRateOf(pass.probabilities(), sampleOf(samples.defective, sample),
                      sampleOf(samples.complete, sample));
    });
    for (const double loss : losses) judgement.loss += loss;
    judgement.loss /= double(paperVoxels) * std::max(1, samples.samples);
    return judgement;
  }

  std::string state() const override {
    torch::serialize::OutputArchive archive, optimizer;
    archive.write("parameters", parameters_.detach());
    optimizer_->save(optimizer);
    archive.write("optimizer", optimizer);
    std::ostringstream bytes;
    archive.save_to(bytes);
    return std::move(bytes).str();
  }

  void restore(std::string_view state) override {
    try {
      torch::serialize::InputArchive archive, optimizer;
      archive.load_from(state.data(), state.size(), torch::kCPU);
      torch::Tensor parameters;
      archive.read("parameters", parameters);
      archive.read("optimizer", optimizer);
      optimizer_->load(optimizer);
      const torch::NoGradGuard unrecorded;
      parameters_.copy_(parameters);
    } catch (const c10::Error&) {
      throw Error(ErrorCode::FileDamaged, {std::string("the checkpoint"),
                                           std::string("it is not a state of this network")});
    }
  }

  std::string weights() const override { return paperWeightsBytes(parameters()); }
  std::string shared(const std::string& bytes) override {
    return ranks_ ? ranks_->shared(bytes) : bytes;
  }
  std::string device() const override { return gpu_ ? "cuda" : "cpu"; }

 private:
  std::span<const float> parameters() const {
    return {parameters_.data_ptr<float>(), paperParameters};
  }
  void setParameters(const std::vector<float>& values) {
    std::copy(values.begin(), values.end(), parameters_.data_ptr<float>());
  }

  // body(pass, sample) for each sample, each on one thread with a pass of its own.
  template <class Body>
  void forEachSample(const PaperBatch& batch, Body&& body) {
    std::atomic<int> next = 0;
    const auto work = [&](PaperPass& pass) {
      pass.setParameters(parameters());
      for (int sample; (sample = next++) < batch.samples;) body(pass, sample);
    };
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < passes_.size(); ++i)
      others.emplace_back([&, i] { work(*passes_[i]); });
    work(*passes_[0]);
  }

  double gradientOnCpu(const PaperBatch& part, float scale) {
    // One row a sample, summed in their order: the same sum for any number of threads.
    std::vector<float> rows(std::size_t(part.samples) * paperParameters, 0);
    std::vector<double> losses(std::size_t(part.samples), 0);
    forEachSample(part, [&](PaperPass& pass, int sample) {
      const auto at = std::size_t(sample);
      pass.forward(sampleOf(part.defective, sample));
      losses[at] = pass.backward(sampleOf(part.complete, sample), scale,
                                 std::span(rows).subspan(at * paperParameters, paperParameters));
    });
    double loss = 0;
    for (std::size_t sample = 0; sample < losses.size(); ++sample) {
      loss += losses[sample];
      for (std::size_t i = 0; i < paperParameters; ++i)
        gradient_[i] += rows[sample * paperParameters + i];
    }
    return loss;
  }

  LearnedStep computeGradient(const PaperBatch& part, int batch, bool stop) {
    const float scale = 1 / (float(batch) * float(paperVoxels));
    // After the gradient: the loss, and whether a rank wants to stop.
    gradient_.assign(paperParameters + 2, 0);
    bool memoryShort = false;
    const double loss = onGpuOrCpu(
        gpu_, memoryShort,
        [&] {
          return PaperTorch(parameters(), true)
              .gradient(part.defective, part.complete, scale, gradient_);
        },
        [&] {
          gradient_.assign(paperParameters + 2, 0);
          return gradientOnCpu(part, scale);
        });
    if (memoryShort) gpu_ = false;
    gradient_[paperParameters] = float(loss * double(scale));
    gradient_[paperParameters + 1] = stop ? 1 : 0;
    if (ranks_) ranks_->sum(std::span<float>(gradient_));
    return {double(gradient_[paperParameters]), gradient_[paperParameters + 1] > 0};
  }

  LearnerSettings settings_;
  std::optional<Ranks> ranks_;
  bool gpu_ = false;
  torch::Tensor parameters_;
  std::unique_ptr<torch::optim::Optimizer> optimizer_;
  std::vector<std::unique_ptr<PaperPass>> passes_;
  std::vector<float> gradient_;
};

}  // namespace

std::unique_ptr<Learner> paperLearner(const LearnerSettings& settings) {
  return std::make_unique<PaperLearner>(settings);
}

}  // namespace bregma
