#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace bregma {

/// What a forward pass through LibTorch's layers was seen to do.
struct PaperShape {
  int parameters = 0, convolutions = 0, skips = 0;
  std::vector<std::array<int, 3>> grids;  ///< a convolution's output: x, y, z
};

/// The paper network in LibTorch's own layers: for the GPU, and what PaperPass is measured by.
class PaperTorch {
 public:
  PaperTorch(std::span<const float> parameters, bool gpu);
  ~PaperTorch();

  /// Of 0/1 volumes, one after the other.
  std::vector<float> probabilities(std::span<const std::uint8_t> defective) const;
  /// Adds `scale` times the gradient of the cross-entropy, summed over voxels and samples, to
  /// `gradient`; returns that cross-entropy.
  double gradient(std::span<const std::uint8_t> defective, std::span<const std::uint8_t> truth,
                  float scale, std::span<float> gradient) const;
  PaperShape shape() const;

 private:
  struct Module;
  std::shared_ptr<Module> module_;
  bool gpu_;
};

bool gpuPresent();

}  // namespace bregma
