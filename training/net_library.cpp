#include "model/net/gpu_fallback.hpp"
#include "model/net/library.hpp"
#include "model/net/paper_pass.hpp"
#include "model/net/paper_torch.hpp"
#include "model/net/paper_weights.hpp"
#include "training/paper_learner.hpp"

namespace bregma {

namespace {

PaperAnswer completePaper(std::string_view weights, const std::string& name,
                          std::span<const std::uint8_t> defective) {
  const std::vector<float> parameters = paperWeightsFrom(weights, name);
  PaperAnswer answer;
  answer.probabilities = onGpuOrCpu(
      gpuPresent(), answer.graphicsMemoryShort,
      [&] { return PaperTorch(parameters, true).probabilities(defective); },
      [&] {
        PaperPass pass;
        pass.setParameters(parameters);
        pass.forward(defective);
        return pass.probabilities();
      });
  return answer;
}

}  // namespace

}  // namespace bregma

extern "C" {
/// The one function that the programs look for.
const bregma::NetLibrary* bregmaNetLibrary();
const bregma::NetLibrary* bregmaNetLibrary() {
  static const bregma::NetLibrary library{bregma::netLibraryVersion, &bregma::completePaper,
                                          &bregma::paperLearner};
  return &library;
}
}
