#include "planning/comparison.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "model/parallel.hpp"

namespace bregma {

namespace {

constexpr double borderMm = 10;
constexpr double percentile = 0.95;

using Index = std::array<int, 3>;
using Mask = std::span<const std::uint8_t>;

/// A box of voxels, high end excluded.
struct Window {
  Index low{}, high{};
  bool empty() const { return high[0] <= low[0]; }
  Index size() const { return {high[0] - low[0], high[1] - low[1], high[2] - low[2]}; }
};

std::size_t countOf(const Index& size) { return std::size_t(size[0]) * size[1] * size[2]; }

Window boundsOf(const Index& size, Mask a, Mask b) {
  Window box{size, {0, 0, 0}};
  std::size_t at = 0;
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i, ++at) {
        if (!a[at] && !b[at]) continue;
        const Index here{i, j, k};
        for (int axis = 0; axis < 3; ++axis) {
          box.low[axis] = std::min(box.low[axis], here[axis]);
          box.high[axis] = std::max(box.high[axis], here[axis] + 1);
        }
      }
  return box.empty() ? Window{} : box;
}

std::vector<std::uint8_t> cut(const Index& size, Mask mask, const Window& box) {
  std::vector<std::uint8_t> out;
  out.reserve(countOf(box.size()));
  for (int k = box.low[2]; k < box.high[2]; ++k)
    for (int j = box.low[1]; j < box.high[1]; ++j) {
      const std::size_t row = (std::size_t(k) * size[1] + j) * size[0];
      for (int i = box.low[0]; i < box.high[0]; ++i) out.push_back(mask[row + i] ? 1 : 0);
    }
  return out;
}

/// The lower envelope of parabolas along one line (Felzenszwalb and Huttenlocher), exact.
struct LineTransform {
  explicit LineTransform(int length) : f(length), apex(length), start(length + 1) {}
  std::vector<double> f;
  std::vector<int> apex;
  std::vector<double> start;

  void run(float* line, std::size_t stride, double spacing) {
    const int n = int(f.size());
    constexpr double far = std::numeric_limits<double>::infinity();
    int last = -1;
    for (int q = 0; q < n; ++q) {
      f[q] = line[q * stride];
      if (f[q] == far) continue;
      double from = -far;
      while (last >= 0) {
        const int p = apex[last];
        const double pq = spacing * (q - p);
        from = spacing * p + (f[q] - f[p] + pq * pq) / (2 * pq);
        if (from > start[last]) break;
        --last;
      }
      if (last < 0) from = -far;
      apex[++last] = q;
      start[last] = from;
    }
    if (last < 0) return;
    start[last + 1] = far;
    for (int q = 0, at = 0; q < n; ++q) {
      while (start[at + 1] < spacing * q) ++at;
      const double d = spacing * (q - apex[at]);
      line[q * stride] = float(d * d + f[apex[at]]);
    }
  }
};

/// The squared distance (mm²) of every voxel to the nearest set voxel; infinite when none is set.
std::vector<float> squaredDistance(const Index& size, const std::vector<std::uint8_t>& mask,
                                   const std::array<double, 3>& spacing) {
  std::vector<float> field(mask.size());
  for (std::size_t i = 0; i < mask.size(); ++i)
    field[i] = mask[i] ? 0.f : std::numeric_limits<float>::infinity();
  const std::array<std::size_t, 3> stride{1, std::size_t(size[0]), std::size_t(size[0]) * size[1]};
  for (int axis = 0; axis < 3; ++axis) {
    const int u = axis == 0 ? 1 : 0, v = axis == 2 ? 1 : 2;
    parallelFor(size[v], [&](int begin, int end) {
      LineTransform line(size[axis]);
      for (int b = begin; b < end; ++b)
        for (int a = 0; a < size[u]; ++a)
          line.run(field.data() + a * stride[u] + b * stride[v], stride[axis], spacing[axis]);
    });
  }
  return field;
}

std::vector<std::uint8_t> surfaceOf(const Index& n, const std::vector<std::uint8_t>& mask) {
  std::vector<std::uint8_t> surface(mask.size());
  const std::size_t dy = n[0], dz = std::size_t(n[0]) * n[1];
  std::size_t at = 0;
  for (int k = 0; k < n[2]; ++k)
    for (int j = 0; j < n[1]; ++j)
      for (int i = 0; i < n[0]; ++i, ++at)
        surface[at] =
            mask[at] && (i == 0 || j == 0 || k == 0 || i == n[0] - 1 || j == n[1] - 1 ||
                         k == n[2] - 1 || !mask[at - 1] || !mask[at + 1] || !mask[at - dy] ||
                         !mask[at + dy] || !mask[at - dz] || !mask[at + dz]);
  return surface;
}

double dice(double both, double a, double b) { return a + b > 0 ? 2 * both / (a + b) : 1; }

// Linear between the two nearest ranks.
double percentileOf(std::vector<float> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double rank = percentile * double(values.size() - 1);
  const std::size_t low = std::size_t(rank);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return values[low] + (rank - double(low)) * (values[high] - values[low]);
}

double hd95(const Index& size, const std::vector<std::uint8_t>& truth,
            const std::vector<std::uint8_t>& result, const std::array<double, 3>& spacing) {
  const auto a = surfaceOf(size, truth), b = surfaceOf(size, result);
  std::vector<float> distances;
  const auto collect = [&](const std::vector<std::uint8_t>& from,
                           const std::vector<std::uint8_t>& to) {
    const auto field = squaredDistance(size, to, spacing);
    for (std::size_t i = 0; i < from.size(); ++i)
      if (from[i]) distances.push_back(std::sqrt(field[i]));
  };
  collect(a, b);
  collect(b, a);
  return percentileOf(std::move(distances));
}

}  // namespace

Comparison compareMasks(const ObliqueGeometry& geometry, Mask truth, Mask result, Mask defective) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  const std::array<double, 3> spacing{length(geometry.steps.columns[0]),
                                      length(geometry.steps.columns[1]),
                                      length(geometry.steps.columns[2])};
  const Window box = boundsOf(geometry.size, truth, result);
  if (box.empty()) return {.dsc = 1, .bdsc = 1, .hd95Mm = 0, .errorRatePercent = 0};
  // What lies farther from the box than the border cannot count for a voxel in it.
  Window wide = box;
  for (int axis = 0; axis < 3; ++axis) {
    const int margin = int(std::ceil(borderMm / spacing[axis])) + 1;
    wide.low[axis] = std::max(0, box.low[axis] - margin);
    wide.high[axis] = std::min(geometry.size[axis], box.high[axis] + margin);
  }
  const auto t = cut(geometry.size, truth, wide), r = cut(geometry.size, result, wide);
  const auto near = squaredDistance(wide.size(), cut(geometry.size, defective, wide), spacing);

  double inTruth = 0, inResult = 0, inBoth = 0, nearTruth = 0, nearResult = 0, nearBoth = 0;
  for (std::size_t i = 0; i < t.size(); ++i) {
    const bool border = near[i] <= float(borderMm * borderMm);
    inTruth += t[i];
    inResult += r[i];
    inBoth += t[i] & r[i];
    nearTruth += border && t[i];
    nearResult += border && r[i];
    nearBoth += border && t[i] && r[i];
  }
  Comparison c;
  c.dsc = dice(inBoth, inTruth, inResult);
  c.bdsc = dice(nearBoth, nearTruth, nearResult);
  c.hd95Mm = inTruth > 0 && inResult > 0 ? hd95(wide.size(), t, r, spacing) : undefined;
  c.errorRatePercent = inTruth > 0 ? 100 * (inTruth + inResult - 2 * inBoth) / inTruth : undefined;
  return c;
}

}  // namespace bregma
