#include "model/net/paper_pass.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bregma {

namespace {

constexpr PaddedGrid gridOf(int level) {
  const auto& n = paperGrids[std::size_t(level)];
  return {n[0], n[1], n[2], level == 3 ? 8 : 1};  // the middle layers reach eight voxels far
}
constexpr std::array<PaddedGrid, 4> grids{gridOf(0), gridOf(1), gridOf(2), gridOf(3)};

enum Layer { E1, E2, E3, M0, D1 = 8, D2, D3, D4 };

// exp(-x) for x ≥ 0, to 2e-7 of itself; a loop over it becomes vector instructions.
inline float expOfMinus(float x) {
  const float scaled = std::max(-x, -87.0f) * 1.44269504f;
  const int whole = int(scaled - 0.5f);
  const float r = (scaled - float(whole)) * 0.693147181f;  // within ±0.35
  const float e =
      1 +
      r * (1 + r * (0.5f + r * (0.166666667f +
                                r * (0.0416666667f + r * (0.00833333333f + r * 0.00138888889f)))));
  return e * std::bit_cast<float>((whole + 127) << 23);
}

inline float sigmoidOf(float logit) {
  const float e = expOfMinus(std::abs(logit));
  return (logit >= 0 ? 1.0f : e) / (1 + e);
}

// A row of logits: Σ log(1 + exp(-|l|)) + max(l, 0) - l·t, with one logarithm for the row.
double crossEntropyOf(const float* logits, const std::uint8_t* truth, int n) {
  double product = 1;
  float sum = 0;
  for (int x = 0; x < n; ++x) {
    product *= double(1 + expOfMinus(std::abs(logits[x])));
    sum += std::max(logits[x], 0.0f) - logits[x] * float(truth[x]);
  }
  return std::log(product) + double(sum);
}

std::size_t planesOf(int level) { return std::size_t(paperGrids[std::size_t(level)][2]); }

}  // namespace

PaperPass::PaperPass(const VoxelKernels& kernels) : kernels_(&kernels) {
  in_.assign(grids[0].count(), 0);
  logits_ = logitGradients_ = in_;
  for (std::size_t level = 0; level < 4; ++level) {
    const Cells zeros(grids[level].count(), Cell{});
    if (level < 3) encoded_[level] = sums_[level] = sumGradients_[level] = zeros;
    if (level > 0)
      decoded_[level] = decodedGradients_[level] = pooled_[level] = pooledGradients_[level] = zeros;
  }
  const Cells zeros(grids[3].count(), Cell{});
  middle_.fill(zeros);
  added_.fill(zeros);
  middleGradients_ = maskedGradients_ = spare_ = zeros;
}

void PaperPass::setParameters(std::span<const float> parameters) {
  for (std::size_t i = 0; i < paperLayers.size(); ++i) {
    const PaperLayer& layer = paperLayers[i];
    const float* from = parameters.data() + paperOffset(i);
    Weights& to = weights_[i];
    to = {};
    const bool narrowIn = layer.in == 1, narrowOut = layer.out == 1;
    for (int out = 0; out < layer.out; ++out)
      for (int in = 0; in < layer.in; ++in)
        for (int tap = 0; tap < 27; ++tap) {
          const float w = *from++;
          const int back = 26 - tap;
          if (narrowIn) to.forward[std::size_t(tap)].v[out] = w;
          if (narrowOut) {
            to.forward[std::size_t(tap)].v[in] = w;
            to.backward[std::size_t(back)].v[in] = w;
          }
          if (narrowIn || narrowOut) continue;
          to.forward[std::size_t(tap * 8 + in)].v[out] = w;
          to.backward[std::size_t(back * 8 + out)].v[in] = w;
        }
    for (int out = 0; out < layer.out; ++out) to.bias.v[out] = *from++;
  }
}

void PaperPass::convolve(int layer, const Cells& in, bool relu, Cells& out) const {
  const PaperLayer& l = paperLayers[std::size_t(layer)];
  const Weights& w = weights_[std::size_t(layer)];
  const PaddedGrid& grid = grids[std::size_t(l.level)];
  kernels_->convolve(grid, l.dilation, in.data(), w.forward.data(), w.bias, relu, out.data(), 0,
                     grid.nz);
}

void PaperPass::forward(std::span<const std::uint8_t> defective) {
  const PaddedGrid& full = grids[0];
  for (int z = 0; z < full.nz; ++z)
    for (int y = 0; y < full.ny; ++y) {
      const auto row = defective.begin() + (std::ptrdiff_t(z) * full.ny + y) * full.nx;
      std::copy_n(row, full.nx, in_.begin() + full.index(0, y, z));
    }
  // Plane by plane, so that a plane is still in the cache when it is pooled or gathered.
  for (int z = 0; z < grids[1].nz; ++z) {
    kernels_->spread(full, in_.data(), weights_[E1].forward.data(), weights_[E1].bias, true,
                     encoded_[0].data(), 2 * z, 2 * z + 2);
    kernels_->pool(full, encoded_[0].data(), grids[1], pooled_[1].data(), z, z + 1);
  }
  for (int level : {1, 2}) {
    const auto i = std::size_t(level);
    convolve(level == 1 ? E2 : E3, pooled_[i], true, encoded_[i]);
    kernels_->pool(grids[i], encoded_[i].data(), grids[i + 1],
                   (level == 1 ? pooled_[2] : middle_[0]).data(), 0, int(planesOf(level + 1)));
  }
  for (std::size_t i = 0; i < added_.size(); ++i) {
    convolve(M0 + int(i), middle_[i], true, added_[i]);
    for (std::size_t c = 0; c < added_[i].size(); ++c)
      for (int v = 0; v < 8; ++v) middle_[i + 1][c].v[v] = middle_[i][c].v[v] + added_[i][c].v[v];
  }
  convolve(D1, middle_[5], true, decoded_[3]);
  for (int level : {2, 1}) {
    const auto i = std::size_t(level);
    kernels_->addAbove(grids[i], encoded_[i].data(), grids[i + 1], decoded_[i + 1].data(),
                       sums_[i].data(), 0, grids[i].nz);
    convolve(level == 2 ? D2 : D3, sums_[i], true, decoded_[i]);
  }
  for (int z = 0; z <= full.nz; ++z) {
    if (z < full.nz)
      kernels_->addAbove(full, encoded_[0].data(), grids[1], decoded_[1].data(), sums_[0].data(), z,
                         z + 1);
    if (z > 0)
      kernels_->gather(full, sums_[0].data(), weights_[D4].forward.data(), weights_[D4].bias.v[0],
                       logits_.data(), z - 1, z);
  }
}

std::vector<float> PaperPass::probabilities() const {
  const PaddedGrid& g = grids[0];
  std::vector<float> out(paperVoxels);
  float* to = out.data();
  for (int z = 0; z < g.nz; ++z)
    for (int y = 0; y < g.ny; ++y) {
      const float* row = logits_.data() + g.index(0, y, z);
      for (int x = 0; x < g.nx; ++x) *to++ = sigmoidOf(row[x]);
    }
  return out;
}

double PaperPass::crossEntropy(std::span<const std::uint8_t> truth) const {
  const PaddedGrid& g = grids[0];
  double sum = 0;
  for (int z = 0; z < g.nz; ++z)
    for (int y = 0; y < g.ny; ++y)
      sum += crossEntropyOf(logits_.data() + g.index(0, y, z),
                            truth.data() + (std::size_t(z) * g.ny + y) * g.nx, g.nx);
  return sum;
}

double PaperPass::gradientOfLogits(std::span<const std::uint8_t> truth, float scale) {
  const PaddedGrid& g = grids[0];
  for (int z = 0; z < g.nz; ++z)
    for (int y = 0; y < g.ny; ++y) {
      const std::ptrdiff_t at = g.index(0, y, z);
      const float* logits = logits_.data() + at;
      float* out = logitGradients_.data() + at;
      const std::uint8_t* t = truth.data() + (std::size_t(z) * g.ny + y) * g.nx;
      for (int x = 0; x < g.nx; ++x) out[x] = scale * (sigmoidOf(logits[x]) - float(t[x]));
    }
  return crossEntropy(truth);
}

void PaperPass::convolveBack(int layer, const Cells& in, const Cells& gradients, Cells* inGradients,
                             std::span<float> gradient) const {
  const PaperLayer& l = paperLayers[std::size_t(layer)];
  const PaddedGrid& grid = grids[std::size_t(l.level)];
  std::array<Cell, 216> sums{};
  Cell biases{};
  kernels_->correlateCells(grid, l.dilation, gradients.data(), in.data(), sums.data(), biases, 0,
                           grid.nz);
  float* to = gradient.data() + paperOffset(std::size_t(layer));
  for (int o = 0; o < l.out; ++o)
    for (int i = 0; i < l.in; ++i)
      for (int tap = 0; tap < 27; ++tap) *to++ += sums[std::size_t(tap * 8 + i)].v[o];
  for (int o = 0; o < l.out; ++o) *to++ += biases.v[o];
  if (inGradients)
    kernels_->convolve(grid, l.dilation, gradients.data(),
                       weights_[std::size_t(layer)].backward.data(), Cell{}, false,
                       inGradients->data(), 0, grid.nz);
}

void PaperPass::middleBack(std::span<float> gradient) {
  for (int i = 4; i >= 0; --i) {
    const Cells& added = added_[std::size_t(i)];
    for (std::size_t c = 0; c < added.size(); ++c)
      for (int v = 0; v < 8; ++v)
        maskedGradients_[c].v[v] = added[c].v[v] > 0 ? middleGradients_[c].v[v] : 0;
    convolveBack(M0 + i, middle_[std::size_t(i)], maskedGradients_, &spare_, gradient);
    for (std::size_t c = 0; c < added.size(); ++c)
      for (int v = 0; v < 8; ++v) middleGradients_[c].v[v] += spare_[c].v[v];
  }
}

double PaperPass::backward(std::span<const std::uint8_t> truth, float scale,
                           std::span<float> gradient) {
  const double loss = gradientOfLogits(truth, scale);
  const PaddedGrid& full = grids[0];

  // D4: scalars and cells exchange their parts, so its taps come out turned around.
  std::array<Cell, 27> sums{};
  Cell unused{};
  const Weights& last = weights_[D4];
  for (int z = 0; z < full.nz; z += 2) {
    kernels_->correlate(full, sums_[0].data(), logitGradients_.data(), sums.data(), unused, z,
                        z + 2);
    kernels_->spread(full, logitGradients_.data(), last.backward.data(), Cell{}, false,
                     sumGradients_[0].data(), z, z + 2);
    kernels_->sumBelow(full, sumGradients_[0].data(), grids[1], decoded_[1].data(),
                       decodedGradients_[1].data(), z / 2, z / 2 + 1);
  }
  float* to = gradient.data() + paperOffset(D4);
  for (int i = 0; i < 8; ++i)
    for (std::size_t tap = 0; tap < 27; ++tap) *to++ += sums[26 - tap].v[i];
  double total = 0;
  for (const float g : logitGradients_) total += double(g);
  *to += float(total);

  convolveBack(D3, sums_[1], decodedGradients_[1], &sumGradients_[1], gradient);
  kernels_->sumBelow(grids[1], sumGradients_[1].data(), grids[2], decoded_[2].data(),
                     decodedGradients_[2].data(), 0, grids[2].nz);
  convolveBack(D2, sums_[2], decodedGradients_[2], &sumGradients_[2], gradient);
  kernels_->sumBelow(grids[2], sumGradients_[2].data(), grids[3], decoded_[3].data(),
                     decodedGradients_[3].data(), 0, grids[3].nz);
  convolveBack(D1, middle_[5], decodedGradients_[3], &middleGradients_, gradient);
  middleBack(gradient);

  kernels_->unpool(grids[2], sumGradients_[2].data(), encoded_[2].data(), grids[3],
                   middle_[0].data(), middleGradients_.data(), sumGradients_[2].data(), 0,
                   grids[3].nz);
  convolveBack(E3, pooled_[2], sumGradients_[2], &pooledGradients_[2], gradient);
  kernels_->unpool(grids[1], sumGradients_[1].data(), encoded_[1].data(), grids[2],
                   pooled_[2].data(), pooledGradients_[2].data(), sumGradients_[1].data(), 0,
                   grids[2].nz);
  convolveBack(E2, pooled_[1], sumGradients_[1], &pooledGradients_[1], gradient);

  std::array<Cell, 27> firstSums{};
  Cell firstBiases{};
  for (int z = 0; z < full.nz; z += 2) {
    kernels_->unpool(full, sumGradients_[0].data(), encoded_[0].data(), grids[1], pooled_[1].data(),
                     pooledGradients_[1].data(), sumGradients_[0].data(), z / 2, z / 2 + 1);
    kernels_->correlate(full, sumGradients_[0].data(), in_.data(), firstSums.data(), firstBiases, z,
                        z + 2);
  }
  to = gradient.data() + paperOffset(E1);
  for (int o = 0; o < 8; ++o)
    for (std::size_t tap = 0; tap < 27; ++tap) *to++ += firstSums[tap].v[o];
  for (int o = 0; o < 8; ++o) *to++ += firstBiases.v[o];
  return loss;
}

}  // namespace bregma
