#include "training/adadelta.hpp"

#include <torch/autograd.h>
#include <torch/utils.h>

#include <sstream>

namespace bregma {

using torch::Tensor;

namespace {

// The key of a parameter's state: its text in LibTorch 1, the pointer itself in LibTorch 2.
template <class States>
typename States::key_type keyOf(const States&, const Tensor& parameter) {
  if constexpr (std::is_same_v<typename States::key_type, std::string>) {
    std::ostringstream text;
    text << parameter.unsafeGetTensorImpl();
    return text.str();
  } else {
    return parameter.unsafeGetTensorImpl();
  }
}

}  // namespace

void AdadeltaOptions::serialize(torch::serialize::InputArchive& archive) {
  _TORCH_OPTIM_DESERIALIZE_TORCH_ARG(double, lr);
  _TORCH_OPTIM_DESERIALIZE_TORCH_ARG(double, rho);
  _TORCH_OPTIM_DESERIALIZE_TORCH_ARG(double, eps);
}

void AdadeltaOptions::serialize(torch::serialize::OutputArchive& archive) const {
  _TORCH_OPTIM_SERIALIZE_TORCH_ARG(lr);
  _TORCH_OPTIM_SERIALIZE_TORCH_ARG(rho);
  _TORCH_OPTIM_SERIALIZE_TORCH_ARG(eps);
}

void AdadeltaParamState::serialize(torch::serialize::InputArchive& archive) {
  _TORCH_OPTIM_DESERIALIZE_TORCH_ARG(Tensor, square_avg);
  _TORCH_OPTIM_DESERIALIZE_TORCH_ARG(Tensor, acc_delta);
}

void AdadeltaParamState::serialize(torch::serialize::OutputArchive& archive) const {
  _TORCH_OPTIM_SERIALIZE_TORCH_ARG(square_avg);
  _TORCH_OPTIM_SERIALIZE_TORCH_ARG(acc_delta);
}

Adadelta::Adadelta(std::vector<Tensor> parameters, const AdadeltaOptions& options)
    : Optimizer({torch::optim::OptimizerParamGroup(std::move(parameters))},
                std::make_unique<AdadeltaOptions>(options)) {}

Tensor Adadelta::step(LossClosure closure) {
  Tensor loss;
  if (closure) {
    const at::AutoGradMode recorded(true);
    loss = closure();
  }
  const torch::NoGradGuard unrecorded;
  for (auto& group : param_groups_) {
    const auto& options = static_cast<const AdadeltaOptions&>(group.options());
    for (Tensor& parameter : group.params()) {
      const Tensor gradient = parameter.grad();
      if (!gradient.defined()) continue;
      auto& slot = state_[keyOf(state_, parameter)];
      if (!slot) {
        auto fresh = std::make_unique<AdadeltaParamState>();
        fresh->square_avg(torch::zeros_like(parameter));
        fresh->acc_delta(torch::zeros_like(parameter));
        slot = std::move(fresh);
      }
      auto& state = static_cast<AdadeltaParamState&>(*slot);
      const double rho = options.rho(), eps = options.eps();
      state.square_avg().mul_(rho).addcmul_(gradient, gradient, 1 - rho);
      const Tensor delta =
          (state.acc_delta() + eps).sqrt_().div_((state.square_avg() + eps).sqrt_()).mul_(gradient);
      state.acc_delta().mul_(rho).addcmul_(delta, delta, 1 - rho);
      parameter.sub_(delta, options.lr());
    }
  }
  return loss;
}

void Adadelta::save(torch::serialize::OutputArchive& archive) const {
  torch::optim::serialize<AdadeltaParamState, AdadeltaOptions>(archive, *this);
}

void Adadelta::load(torch::serialize::InputArchive& archive) {
  torch::optim::serialize<AdadeltaParamState, AdadeltaOptions>(archive, *this);
}

}  // namespace bregma
