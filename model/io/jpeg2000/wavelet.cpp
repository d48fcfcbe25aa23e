#include "model/io/jpeg2000/wavelet.hpp"

#include <algorithm>
#include <span>

namespace bregma::jpeg2000 {

namespace {

// Damaged coefficients may overflow: the sums wrap.
std::int32_t sum(std::int32_t a, std::int32_t b) {
  return std::int32_t(std::uint32_t(a) + std::uint32_t(b));
}
std::int32_t difference(std::int32_t a, std::int32_t b) {
  return std::int32_t(std::uint32_t(a) - std::uint32_t(b));
}

/// to[x] of one line from lines beside each other.
void evenLine(const std::int32_t* low, const std::int32_t* before, const std::int32_t* after,
              std::int32_t* to, int count) {
  for (int x = 0; x < count; ++x) to[x] = difference(low[x], sum(sum(before[x], after[x]), 2) >> 2);
}
void oddLine(const std::int32_t* high, const std::int32_t* before, const std::int32_t* after,
             std::int32_t* to, int count) {
  for (int x = 0; x < count; ++x) to[x] = sum(high[x], sum(before[x], after[x]) >> 1);
}

/// A row of `count`, its lows before its highs; `even` and `odd` take one value more than half.
void row53(const std::int32_t* from, std::int32_t* to, int count, std::int32_t* even,
           std::int32_t* odd) {
  const int lows = (count + 1) / 2, highs = count / 2;
  if (highs == 0) {
    to[0] = from[0];
    return;
  }
  const std::int32_t* high = from + lows;
  even[0] = difference(from[0], sum(sum(high[0], high[0]), 2) >> 2);
  evenLine(from + 1, high, high + 1, even + 1, highs - 1);
  if (lows > highs) {
    const std::int32_t last = high[highs - 1];
    even[lows - 1] = difference(from[lows - 1], sum(sum(last, last), 2) >> 2);
  }
  if (lows == highs) even[lows] = even[lows - 1];
  oddLine(high, even, even + 1, odd, highs);
  for (int i = 0; i < highs; ++i) {
    to[2 * i] = even[i];
    to[2 * i + 1] = odd[i];
  }
  if (lows > highs) to[count - 1] = even[lows - 1];
}

constexpr float alpha = -1.586134342f, beta = -0.052980118f, gamma = 0.882911075f,
                delta = 0.443506852f, lowScale = 1.230174105f, highScale = 1.625732422f;

void lift(float* to, const float* before, const float* after, float by, int count) {
  for (int x = 0; x < count; ++x) to[x] -= by * (before[x] + after[x]);
}

/// The four steps over a line's lows and highs; `step(evens, i, by)` lifts element i of the lows
/// (or the highs) by its two neighbors among the others.
template <class Step>
void liftAll(int lows, int highs, Step&& step) {
  for (const auto& [evens, by] :
       {std::pair(true, delta), {false, gamma}, {true, beta}, {false, alpha}})
    for (int i = 0; i < (evens ? lows : highs); ++i) step(evens, i, by);
}

/// The neighbors of low i among the highs, of high i among the lows; mirrored at the ends.
std::pair<int, int> besideOf(bool evens, int i, int lows, int highs) {
  return evens ? std::pair(i > 0 ? i - 1 : 0, std::min(i, highs - 1))
               : std::pair(i, std::min(i + 1, lows - 1));
}

void row97(float* row, int count, float* scratch) {
  const int lows = (count + 1) / 2, highs = count / 2;
  if (highs == 0) return;
  float *low = row, *high = row + lows;
  for (int i = 0; i < lows; ++i) low[i] *= lowScale;
  for (int i = 0; i < highs; ++i) high[i] *= highScale;
  liftAll(lows, highs, [&](bool evens, int i, float by) {
    const auto [a, b] = besideOf(evens, i, lows, highs);
    (evens ? low[i] : high[i]) -= by * (evens ? high[a] + high[b] : low[a] + low[b]);
  });
  for (int i = 0; i < lows; ++i) scratch[2 * i] = low[i];
  for (int i = 0; i < highs; ++i) scratch[2 * i + 1] = high[i];
  std::copy_n(scratch, count, row);
}

}  // namespace

void inverseWavelet53(std::vector<std::int32_t>& plane, std::vector<std::int32_t>& scratch,
                      int width, int height, int levels) {
  const std::ptrdiff_t stride = width;
  std::vector<std::int32_t> even(std::size_t(width) / 2 + 2), odd(even.size());
  for (int level = levels - 1; level >= 0; --level) {
    const auto sizeOf = [&](int size) {
      return int((std::int64_t(size) + (1ll << level) - 1) >> level);
    };
    const int columns = sizeOf(width), rows = sizeOf(height);
    const int lows = (rows + 1) / 2, highs = rows / 2;
    for (int y = 0; y < rows; ++y)
      row53(plane.data() + y * stride, scratch.data() + y * stride, columns, even.data(),
            odd.data());
    const auto low = [&](int i) { return scratch.data() + i * stride; };
    const auto high = [&](int i) {
      return scratch.data() + (lows + std::clamp(i, 0, highs - 1)) * stride;
    };
    const auto to = [&](int y) { return plane.data() + y * stride; };
    if (highs == 0) {
      std::copy_n(low(0), columns, to(0));
      continue;
    }
    for (int i = 0; i < lows; ++i) {
      evenLine(low(i), high(i - 1), high(i), to(2 * i), columns);
      if (i > 0) oddLine(high(i - 1), to(2 * i - 2), to(2 * i), to(2 * i - 1), columns);
    }
    if (lows == highs) oddLine(high(highs - 1), to(rows - 2), to(rows - 2), to(rows - 1), columns);
  }
}

void inverseWavelet97(std::vector<float>& plane, std::vector<float>& scratch, int width, int height,
                      int levels) {
  const std::ptrdiff_t stride = width;
  for (int level = levels - 1; level >= 0; --level) {
    const auto sizeOf = [&](int size) {
      return int((std::int64_t(size) + (1ll << level) - 1) >> level);
    };
    const int columns = sizeOf(width), rows = sizeOf(height);
    const int lows = (rows + 1) / 2, highs = rows / 2;
    const auto line = [&](int y) { return plane.data() + y * stride; };
    for (int y = 0; y < rows; ++y) row97(line(y), columns, scratch.data());
    if (highs == 0) continue;
    for (int y = 0; y < rows; ++y)
      for (int x = 0; x < columns; ++x) line(y)[x] *= y < lows ? lowScale : highScale;
    liftAll(lows, highs, [&](bool evens, int i, float by) {
      const auto [a, b] = besideOf(evens, i, lows, highs);
      const int others = evens ? lows : 0;
      lift(line(evens ? i : lows + i), line(others + a), line(others + b), by, columns);
    });
    for (int y = 0; y < rows; ++y)
      std::copy_n(line(y % 2 == 0 ? y / 2 : lows + y / 2), columns, scratch.data() + y * stride);
    for (int y = 0; y < rows; ++y) std::copy_n(scratch.data() + y * stride, columns, line(y));
  }
}

}  // namespace bregma::jpeg2000
