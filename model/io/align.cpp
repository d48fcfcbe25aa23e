#include "model/io/align.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "model/io/each_slice.hpp"
#include "model/large_vector.hpp"

namespace bregma {

namespace {

/// The patient axis nearest to each index axis: a permutation.
std::array<int, 3> nearestAxes(const ObliqueGeometry& grid) {
  std::array<int, 3> order{0, 1, 2}, best = order;
  double bestSum = -1;
  do {
    double sum = 0;
    for (int a = 0; a < 3; ++a) sum += std::abs(normalized(grid.steps.columns[a])[order[a]]);
    if (sum > bestSum + 1e-9) {
      bestSum = sum;
      best = order;
    }
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

Vec3 fromArray(const std::array<double, 3>& v) { return {v[0], v[1], v[2]}; }

CtVolume permuted(const ObliqueGeometry& grid, std::vector<std::int16_t> voxels,
                  const Progress& progress) {
  const auto axes = nearestAxes(grid);
  std::array<double, 3> spacing{}, origin{grid.origin.x, grid.origin.y, grid.origin.z};
  std::array<std::ptrdiff_t, 3> stride{};
  const std::array<std::ptrdiff_t, 3> fileStride{1, grid.size[0],
                                                 std::ptrdiff_t(grid.size[0]) * grid.size[1]};
  std::ptrdiff_t first = 0;
  Geometry out;
  bool identity = true;
  for (int a = 0; a < 3; ++a) {
    const int p = axes[a];
    const double step = grid.steps.columns[a][p];
    const bool flip = step < 0;
    identity = identity && p == a && !flip;
    out.size[p] = grid.size[a];
    spacing[p] = length(grid.steps.columns[a]);
    stride[p] = flip ? -fileStride[a] : fileStride[a];
    if (!flip) continue;
    first += fileStride[a] * (grid.size[a] - 1);
    origin[p] += step * (grid.size[a] - 1);
  }
  out.spacing = fromArray(spacing);
  out.origin = fromArray(origin);
  if (identity) return {out, std::move(voxels)};

  auto moved = largeVector<std::int16_t>(out.count());
  forEachSlice(out.size[2], progress, [&](int k) {
    for (int j = 0; j < out.size[1]; ++j) {
      const std::int16_t* from = voxels.data() + first + k * stride[2] + j * stride[1];
      std::int16_t* to = moved.data() + out.index(0, j, k);
      for (int i = 0; i < out.size[0]; ++i) to[i] = from[i * stride[0]];
    }
  });
  return {out, std::move(moved)};
}

/// Source slices as positions along the third axis, and back.
class SliceTable {
 public:
  SliceTable(const std::vector<double>& positions, int count) : positions_(positions) {
    first_ = positions.empty() ? 0 : positions.front();
    last_ = positions.empty() ? count - 1 : positions.back();
  }
  double first() const { return first_; }
  double last() const { return last_; }
  /// The fractional slice index at `w`; `hint` is the slice of a nearby lookup.
  double indexOf(double w, int& hint) const {
    if (positions_.empty()) return w;
    const int n = int(positions_.size());
    while (hint + 2 < n && w >= positions_[hint + 1]) ++hint;
    while (hint > 0 && w < positions_[hint]) --hint;
    if (n == 1) return w - positions_[0];
    return hint + (w - positions_[hint]) / (positions_[hint + 1] - positions_[hint]);
  }

 private:
  const std::vector<double>& positions_;
  double first_ = 0, last_ = 0;
};

/// The part [begin, end) of a row on which `start + i · step` lies within [low, high].
void clipRow(double start, double step, double low, double high, int& begin, int& end) {
  if (std::abs(step) < 1e-12) {
    if (start < low || start > high) end = begin;
    return;
  }
  double a = (low - start) / step, b = (high - start) / step;
  if (a > b) std::swap(a, b);
  // Clamped before the cast: a nearly parallel row meets the border very far away.
  begin = std::max(begin, int(std::ceil(std::clamp(a, -1.0, 1e9) - 1e-9)));
  end = std::min(end, int(std::floor(std::clamp(b, -2.0, 1e9) + 1e-9)) + 1);
}

Geometry boundingGrid(const ObliqueGeometry& grid, const SliceTable& slices,
                      const AlignSettings& settings) {
  std::array<double, 3> low, high, spacing{};
  low.fill(INFINITY);
  high.fill(-INFINITY);
  for (int corner = 0; corner < 8; ++corner) {
    const Vec3 p = grid.toPatient({corner & 1 ? grid.size[0] - 1.0 : 0.0,
                                   corner & 2 ? grid.size[1] - 1.0 : 0.0,
                                   corner & 4 ? slices.last() : slices.first()});
    for (int a = 0; a < 3; ++a) {
      low[a] = std::min(low[a], p[a]);
      high[a] = std::max(high[a], p[a]);
    }
  }
  const auto axes = nearestAxes(grid);
  for (int a = 0; a < 3; ++a) spacing[axes[a]] = length(grid.steps.columns[a]);
  if (settings.maxSliceSpacingMm > 0)
    spacing[axes[2]] = std::min(spacing[axes[2]], settings.maxSliceSpacingMm);
  Geometry out;
  for (int a = 0; a < 3; ++a)
    out.size[a] = int(std::ceil((high[a] - low[a]) / spacing[a] - 1e-6)) + 1;
  out.spacing = fromArray(spacing);
  out.origin = fromArray(low);
  return out;
}

CtVolume resampled(const ObliqueGeometry& grid, const std::vector<std::int16_t>& voxels,
                   const AlignSettings& settings, const Progress& progress) {
  const SliceTable slices(settings.slicePositions, grid.size[2]);
  const Geometry out = boundingGrid(grid, slices, settings);
  const Mat3 indexFromPatient = inverted(grid.steps);
  const Vec3 step = indexFromPatient * Vec3{out.spacing.x, 0, 0};
  const int nx = grid.size[0], ny = grid.size[1], nz = grid.size[2];
  const std::ptrdiff_t row = nx, slice = std::ptrdiff_t(nx) * ny;
  auto made = largeVector(out.count(), settings.outside);

  const auto sampleRow = [&](int j, int k, std::int16_t* to) {
    const Vec3 start = indexFromPatient * (out.toPatient(0, j, k) - grid.origin);
    int begin = 0, end = out.size[0];
    clipRow(start.x, step.x, 0, nx - 1, begin, end);
    clipRow(start.y, step.y, 0, ny - 1, begin, end);
    clipRow(start.z, step.z, slices.first(), slices.last(), begin, end);
    int hint = 0;
    for (int i = begin; i < end; ++i) {
      const double u = std::clamp(start.x + i * step.x, 0.0, nx - 1.0);
      const double v = std::clamp(start.y + i * step.y, 0.0, ny - 1.0);
      const double w = std::clamp(slices.indexOf(start.z + i * step.z, hint), 0.0, nz - 1.0);
      const int a = std::min(int(u), std::max(nx - 2, 0)),
                b = std::min(int(v), std::max(ny - 2, 0)),
                c = std::min(int(w), std::max(nz - 2, 0));
      const float fu = float(u - a), fv = float(v - b), fw = float(w - c);
      const std::ptrdiff_t dx = nx > 1 ? 1 : 0, dy = ny > 1 ? row : 0, dz = nz > 1 ? slice : 0;
      const std::int16_t* p = voxels.data() + c * slice + b * row + a;
      const auto plane = [&](const std::int16_t* q) {
        const float near = q[0] + fu * float(q[dx] - q[0]);
        const float far = q[dy] + fu * float(q[dy + dx] - q[dy]);
        return near + fv * (far - near);
      };
      const float lower = plane(p), upper = plane(p + dz);
      const float value = lower + fw * (upper - lower);
      to[i] = std::int16_t(value < 0 ? value - 0.5f : value + 0.5f);
    }
  };
  forEachSlice(out.size[2], progress, [&](int k) {
    for (int j = 0; j < out.size[1]; ++j) sampleRow(j, k, made.data() + out.index(0, j, k));
  });
  return {out, std::move(made)};
}

}  // namespace

double obliqueDegrees(const ObliqueGeometry& grid) {
  const auto axes = nearestAxes(grid);
  double worstMm = 0, worstDeg = 0;
  for (int a = 0; a < 3; ++a) {
    const Vec3 axis = normalized(grid.steps.columns[a]);
    const double along = std::abs(axis[axes[a]]);
    const double across = std::sqrt(std::max(0.0, 1 - along * along));
    worstMm = std::max(worstMm, across * length(grid.steps.columns[a]) * (grid.size[a] - 1));
    worstDeg = std::max(worstDeg, std::atan2(across, along) * 180 / std::numbers::pi);
  }
  return worstMm < 0.05 ? 0 : worstDeg;
}

ObliqueGeometry obliqueFrom(const Geometry& geometry) {
  ObliqueGeometry out{geometry.size, {}, geometry.origin};
  for (int axis = 0; axis < 3; ++axis)
    out.steps.columns[axis] = out.steps.columns[axis] * geometry.spacing[axis];
  return out;
}

bool sameGrid(const ObliqueGeometry& a, const ObliqueGeometry& b) {
  constexpr double sameMm = 1e-3;
  bool same = a.size == b.size && length(a.origin - b.origin) < sameMm;
  for (int axis = 0; axis < 3 && same; ++axis)  // the far corner: steps times their number
    same = length(a.steps.columns[axis] - b.steps.columns[axis]) * a.size[axis] < sameMm;
  return same;
}

CtVolume alignToPatient(const ObliqueGeometry& grid, std::vector<std::int16_t> voxels,
                        const AlignSettings& settings, Progress progress) {
  if (obliqueDegrees(grid) == 0 && settings.slicePositions.empty())
    return permuted(grid, std::move(voxels), progress);
  return resampled(grid, voxels, settings, progress);
}

}  // namespace bregma
