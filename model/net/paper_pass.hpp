#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "model/net/paper_layout.hpp"
#include "model/net/voxel_kernels.hpp"

namespace bregma {

/// The paper network forwards and backwards on the processor, by loops of its own: LibTorch's
/// kernels take most of their time for the two full-size layers, which have one channel on one
/// side. One sample at a time on one thread; keeps its 75 MB of work space between samples.
/// On one core of 2021: 45 ms forwards, 150 ms both ways.
class PaperPass {
 public:
  explicit PaperPass(const VoxelKernels& kernels = voxelKernels());

  /// In the order of paperOffset().
  void setParameters(std::span<const float> parameters);

  /// Runs a 0/1 volume through; its logits and what backward() needs stay until the next one.
  void forward(std::span<const std::uint8_t> defective);

  /// The answer of the last forward().
  std::vector<float> probabilities() const;
  /// Summed over the voxels.
  double crossEntropy(std::span<const std::uint8_t> truth) const;

  /// Adds `scale` times the gradient of crossEntropy() to `gradient`; returns crossEntropy().
  double backward(std::span<const std::uint8_t> truth, float scale, std::span<float> gradient);

 private:
  struct Weights {
    std::array<Cell, 216> forward;   ///< [tap][in] over out; for 8 → 1: [tap] over in
    std::array<Cell, 216> backward;  ///< the taps turned around, in and out exchanged
    Cell bias;
  };
  using Cells = std::vector<Cell>;

  void convolve(int layer, const Cells& in, bool relu, Cells& out) const;
  /// Gradients of a layer's parameters, and of its input when `inGradients` is given.
  void convolveBack(int layer, const Cells& in, const Cells& gradients, Cells* inGradients,
                    std::span<float> gradient) const;
  double gradientOfLogits(std::span<const std::uint8_t> truth, float scale);
  void middleBack(std::span<float> gradient);

  const VoxelKernels* kernels_;
  std::array<Weights, 12> weights_;
  std::vector<float> in_, logits_, logitGradients_;
  std::array<Cells, 3> encoded_, sums_, sumGradients_;  ///< by level; after ReLU
  std::array<Cells, 4> decoded_, decodedGradients_;     ///< by level 1 to 3; after ReLU
  std::array<Cells, 4> pooled_, pooledGradients_;       ///< by level 1 to 3
  std::array<Cells, 6> middle_;                         ///< middle_[0] is pooled_[3]
  std::array<Cells, 5> added_;                          ///< after ReLU
  Cells middleGradients_, maskedGradients_, spare_;     ///< of level 3
};

}  // namespace bregma
