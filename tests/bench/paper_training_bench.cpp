// Samples per second of one training step of the paper network: LibTorch's eager layers beside the
// loops of PaperPass. paper_training_bench [threads] [batch] [steps]
#include <torch/utils.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "model/net/paper_layout.hpp"
#include "model/net/paper_torch.hpp"
#include "model/net/voxel_kernels.hpp"
#include "training/paper_learner.hpp"

using namespace bregma;

namespace {

template <class Step>
double samplesPerSecond(int batch, int steps, Step&& step) {
  step();  // the first one allocates
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < steps; ++i) step();
  const auto seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return batch * steps / seconds;
}

}  // namespace

int main(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 2;
  const int batch = argc > 2 ? std::atoi(argv[2]) : 10;
  const int steps = argc > 3 ? std::atoi(argv[3]) : 3;
  std::mt19937 random(1);
  PaperBatch samples{batch, {}, {}};
  for (std::size_t i = 0; i < std::size_t(batch) * paperVoxels; ++i) {
    samples.complete.push_back(random() % 20 == 0);
    samples.defective.push_back(samples.complete.back() && random() % 10 != 0);
  }
  LearnerSettings settings;
  settings.threads = threads;
  settings.gpu = false;
  const auto learner = paperLearner(settings);
  std::vector<float> parameters(paperParameters), gradient(paperParameters);
  for (float& p : parameters) p = float(random() % 1000) / 5000 - 0.1f;

  torch::set_num_threads(threads);
  const PaperTorch eager(parameters, false);
  const double plain = samplesPerSecond(
      batch, steps, [&] { eager.gradient(samples.defective, samples.complete, 1e-7f, gradient); });
  const double own = samplesPerSecond(batch, steps, [&] { learner->learn(samples, batch, false); });
  std::printf("batch %d, %d threads, %s loops\n", batch, threads, voxelKernels().name);
  std::printf("LibTorch eager   %7.2f samples/s\nown loops        %7.2f samples/s  (%.1f times)\n",
              plain, own, own / plain);
}
