#include "planning/paper_vault.hpp"

#include <algorithm>
#include <cmath>

#include "model/net/paper_completion.hpp"
#include "model/parallel.hpp"

namespace bregma {

namespace {

constexpr int finer = 4;              // voxels along x and y in one of the paper grid
constexpr double smoothVoxels = 1.5;  // standard deviation, of the fine voxels
constexpr int reach = 4;
constexpr std::int16_t threshold = 500;
constexpr float full = 2 * threshold;

Geometry refinedGrid() {
  Geometry g = paperGrid();
  const Vec3 coarse = g.spacing;
  g.size = {g.size[0] * finer, g.size[1] * finer, g.size[2]};
  g.spacing = {coarse.x / finer, coarse.y / finer, coarse.z};
  g.origin = g.origin - (coarse - g.spacing) * 0.5;
  return g;
}

std::array<float, 2 * reach + 1> kernel() {
  std::array<float, 2 * reach + 1> k{};
  float sum = 0;
  for (int i = -reach; i <= reach; ++i) {
    k[i + reach] = float(std::exp(-i * i / (2 * smoothVoxels * smoothVoxels)));
    sum += k[i + reach];
  }
  for (float& v : k) v /= sum;
  return k;
}

// A coarse slice, bilinear on the fine grid, then smoothed along both axes.
std::vector<float> refinedSlice(const float* coarse, const Geometry& from, const Geometry& to) {
  const int nx = to.size[0], ny = to.size[1], cx = from.size[0], cy = from.size[1];
  std::vector<float> fine(std::size_t(nx) * ny), rows(fine.size());
  const auto place = [](int fineIndex, int limit) {
    return std::clamp((fineIndex + 0.5f) / finer - 0.5f, 0.0f, float(limit - 1) - 1e-3f);
  };
  for (int y = 0; y < ny; ++y) {
    const float v = place(y, cy), b = v - float(int(v));
    const float* low = coarse + std::size_t(int(v)) * cx;
    for (int x = 0; x < nx; ++x) {
      const float u = place(x, cx), a = u - float(int(u));
      const float *p = low + int(u), *q = p + cx;
      fine[std::size_t(y) * nx + x] =
          (p[0] * (1 - a) + p[1] * a) * (1 - b) + (q[0] * (1 - a) + q[1] * a) * b;
    }
  }
  const auto weights = kernel();
  for (int y = 0; y < ny; ++y)
    for (int x = 0; x < nx; ++x) {
      float sum = 0;
      for (int i = -reach; i <= reach; ++i)
        sum += weights[i + reach] * fine[std::size_t(y) * nx + std::clamp(x + i, 0, nx - 1)];
      rows[std::size_t(y) * nx + x] = sum;
    }
  for (int y = 0; y < ny; ++y)
    for (int x = 0; x < nx; ++x) {
      float sum = 0;
      for (int i = -reach; i <= reach; ++i)
        sum += weights[i + reach] * rows[std::size_t(std::clamp(y + i, 0, ny - 1)) * nx + x];
      fine[std::size_t(y) * nx + x] = sum;
    }
  return fine;
}

// The completed skull in head coordinates; bone above the threshold.
CtVolume refined(std::span<const float> probabilities, std::span<const std::uint8_t> defective,
                 const BoneShares& bone) {
  const Geometry& coarse = paperGrid();
  const Geometry grid = refinedGrid();
  std::vector<float> completed(probabilities.begin(), probabilities.end());
  for (std::size_t i = 0; i < completed.size(); ++i)
    if (defective[i]) completed[i] = 1;
  std::vector<std::int16_t> values(grid.count());
  const std::size_t coarseSlice = std::size_t(coarse.size[0]) * coarse.size[1];
  parallelFor(grid.size[2], [&](int first, int last) {
    for (int k = first; k < last; ++k) {
      const std::vector<float> slice =
          refinedSlice(completed.data() + std::size_t(k) * coarseSlice, coarse, grid);
      std::size_t at = 0;
      for (int j = 0; j < grid.size[1]; ++j)
        for (int i = 0; i < grid.size[0]; ++i, ++at) {
          const double original = sample(bone, grid.toPatient(i, j, k), 0) / 255;
          values[std::size_t(k) * slice.size() + at] =
              std::int16_t(std::lround(full * std::max(double(slice[at]), original)));
        }
    }
  });
  return {grid, std::move(values)};
}

}  // namespace

ShellFields paperShellOf(std::span<const float> probabilities,
                         std::span<const std::uint8_t> defective, const BoneShares& bone,
                         const Chart& chart, Progress progress) {
  const CtVolume values = refined(probabilities, defective, bone);
  std::vector<std::uint8_t> mask(values.voxels().size());
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = values.voxels()[i] >= threshold;
  const BinaryVolume completed(values.geometry(), std::move(mask));
  return castShell(BoneField(values, completed, threshold), {.center = {}, .patientFromHead = {}},
                   chart, progress);
}

ShellFields paperShell(const Bone& bone, const HeadFrame& frame, const Chart& chart,
                       std::vector<Finding>& findings, Progress progress) {
  progress.at(0);
  const BoneShares shares = boneShares(bone.mask, frame);
  const std::vector<std::uint8_t> defective = onPaperGrid(shares);
  progress.at(0.2);
  const PaperAnswer answer = completeByPaper(defective);
  if (answer.graphicsMemoryShort)
    findings.push_back({FindingCode::GraphicsMemoryShort, Severity::Note, Step::Vault, {}, {}});
  progress.at(0.6);
  return paperShellOf(answer.probabilities, defective, shares, chart, progress.part(0.6, 1));
}

}  // namespace bregma
