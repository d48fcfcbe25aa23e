#pragma once

#include <torch/optim/optimizer.h>
#include <torch/optim/serialize.h>

namespace bregma {

/// Adadelta has a step length of its own making, so the learning rate is 1 where it is as
/// published.
struct AdadeltaOptions : torch::optim::OptimizerCloneableOptions<AdadeltaOptions> {
  explicit AdadeltaOptions(double rate = 1) : lr_(rate) {}
  TORCH_ARG(double, lr) = 1;
  TORCH_ARG(double, rho) = 0.95;
  TORCH_ARG(double, eps) = 1e-6;

 public:
  void serialize(torch::serialize::InputArchive& archive) override;
  void serialize(torch::serialize::OutputArchive& archive) const override;
  double get_lr() const override { return lr(); }
  void set_lr(const double rate) override { lr(rate); }
};

struct AdadeltaParamState : torch::optim::OptimizerCloneableParamState<AdadeltaParamState> {
  TORCH_ARG(torch::Tensor, square_avg);  ///< E[g²]
  TORCH_ARG(torch::Tensor, acc_delta);   ///< E[Δx²]

 public:
  void serialize(torch::serialize::InputArchive& archive) override;
  void serialize(torch::serialize::OutputArchive& archive) const override;
};

/// M. D. Zeiler, "ADADELTA: an adaptive learning rate method", arXiv 1212.5701, algorithm 1.
/// LibTorch has it for Python only.
class Adadelta : public torch::optim::Optimizer {
 public:
  explicit Adadelta(std::vector<torch::Tensor> parameters,
                    const AdadeltaOptions& options = AdadeltaOptions());

  torch::Tensor step(LossClosure closure = nullptr) override;
  void save(torch::serialize::OutputArchive& archive) const override;
  void load(torch::serialize::InputArchive& archive) override;
};

}  // namespace bregma
