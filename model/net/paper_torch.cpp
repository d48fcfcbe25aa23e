#include "model/net/paper_torch.hpp"

#include <torch/cuda.h>
#include <torch/nn.h>

#include "model/net/paper_layout.hpp"

namespace bregma {

namespace nn = torch::nn;
using torch::Tensor;

bool gpuPresent() { return torch::cuda::is_available(); }

struct PaperTorch::Module : nn::Module {
  std::vector<nn::Conv3d> layers;
  PaperShape* seen = nullptr;

  Module() {
    for (const PaperLayer& l : paperLayers)
      layers.push_back(register_module(
          l.name,
          nn::Conv3d(nn::Conv3dOptions(l.in, l.out, 3).padding(l.dilation).dilation(l.dilation))));
  }

  Tensor convolved(std::size_t layer, const Tensor& in) {
    const Tensor out = layers[layer]->forward(in);
    if (seen) {
      ++seen->convolutions;
      seen->grids.push_back({int(out.size(4)), int(out.size(3)), int(out.size(2))});
    }
    return out;
  }
  Tensor added(const Tensor& a, const Tensor& b) {
    if (seen) ++seen->skips;
    return a + b;
  }
  static Tensor doubled(const Tensor& t) {
    return nn::functional::interpolate(t, nn::functional::InterpolateFuncOptions()
                                              .scale_factor(std::vector<double>{2, 2, 2})
                                              .mode(torch::kNearest));
  }

  Tensor logits(Tensor x) {
    std::array<Tensor, 3> encoded;
    for (std::size_t i = 0; i < 3; ++i) {
      encoded[i] = torch::relu(convolved(i, x));
      x = torch::max_pool3d(encoded[i], 2);
    }
    for (std::size_t i = 3; i < 8; ++i) x = added(x, torch::relu(convolved(i, x)));
    for (std::size_t i = 0; i < 3; ++i)
      x = added(doubled(torch::relu(convolved(8 + i, x))), encoded[2 - i]);
    return convolved(11, x);
  }
};

namespace {

Tensor tensorOf(std::span<const std::uint8_t> volumes, bool gpu) {
  const auto samples = std::int64_t(volumes.size() / paperVoxels);
  const auto& n = paperGrids[0];
  // LibTorch takes no const pointer; the conversion copies.
  const Tensor bytes = torch::from_blob(const_cast<std::uint8_t*>(volumes.data()),
                                        {samples, 1, n[2], n[1], n[0]}, torch::kUInt8);
  return (gpu ? bytes.to(torch::kCUDA) : bytes).to(torch::kFloat);
}

}  // namespace

PaperTorch::PaperTorch(std::span<const float> parameters, bool gpu)
    : module_(std::make_shared<Module>()), gpu_(gpu) {
  const torch::NoGradGuard unrecorded;
  const float* from = parameters.data();
  for (nn::Conv3d& layer : module_->layers)
    for (Tensor& parameter : layer->parameters()) {
      std::copy_n(from, parameter.numel(), parameter.data_ptr<float>());
      from += parameter.numel();
    }
  if (gpu) module_->to(torch::kCUDA);
}

PaperTorch::~PaperTorch() = default;

std::vector<float> PaperTorch::probabilities(std::span<const std::uint8_t> defective) const {
  const torch::NoGradGuard unrecorded;
  const Tensor out = torch::sigmoid(module_->logits(tensorOf(defective, gpu_))).cpu().contiguous();
  return {out.data_ptr<float>(), out.data_ptr<float>() + out.numel()};
}

double PaperTorch::gradient(std::span<const std::uint8_t> defective,
                            std::span<const std::uint8_t> truth, float scale,
                            std::span<float> gradient) const {
  module_->zero_grad();
  const Tensor loss =
      torch::binary_cross_entropy_with_logits(module_->logits(tensorOf(defective, gpu_)),
                                              tensorOf(truth, gpu_), {}, {}, at::Reduction::Sum);
  (loss * scale).backward();
  float* to = gradient.data();
  for (const nn::Conv3d& layer : module_->layers)
    for (const Tensor& parameter : layer->parameters()) {
      const Tensor g = parameter.grad().cpu().contiguous();
      for (std::int64_t i = 0; i < g.numel(); ++i) *to++ += g.data_ptr<float>()[i];
    }
  return loss.item<double>();
}

PaperShape PaperTorch::shape() const {
  PaperShape shape;
  for (const Tensor& parameter : module_->parameters()) shape.parameters += int(parameter.numel());
  module_->seen = &shape;
  probabilities(std::vector<std::uint8_t>(paperVoxels));
  module_->seen = nullptr;
  return shape;
}

}  // namespace bregma
