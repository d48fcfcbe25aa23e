#include "planning/chart_images.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "model/parallel.hpp"

namespace bregma {

namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

// A pixel takes the value of the rule over itself and its neighbors inside the picture.
template <class Rule>
ChartMask passed(const ChartMask& mask, int n, Rule&& rule) {
  ChartMask out(mask.size());
  for (int row = 0; row < n; ++row)
    for (int column = 0; column < n; ++column) {
      const std::size_t at = std::size_t(row) * n + column;
      std::uint8_t v = mask[at];
      if (column > 0) v = rule(v, mask[at - 1]);
      if (column + 1 < n) v = rule(v, mask[at + 1]);
      if (row > 0) v = rule(v, mask[at - n]);
      if (row + 1 < n) v = rule(v, mask[at + n]);
      out[at] = v;
    }
  return out;
}

// Lower envelope of parabolas (Felzenszwalb and Huttenlocher 2012): squared distances along one
// line; `from` receives the index that each result comes from.
void distanceLine(const std::vector<double>& f, std::vector<double>& d, std::vector<int>& from) {
  const int n = int(f.size());
  std::vector<int> vertex(n);
  std::vector<double> bound(n + 1);
  int k = -1;
  for (int q = 0; q < n; ++q) {
    if (std::isinf(f[q])) continue;
    double s = -std::numeric_limits<double>::infinity();
    while (k >= 0) {
      s = (f[q] + double(q) * q - f[vertex[k]] - double(vertex[k]) * vertex[k]) /
          (2.0 * (q - vertex[k]));
      if (s > bound[k]) break;
      --k;
      s = -std::numeric_limits<double>::infinity();
    }
    vertex[++k] = q;
    bound[k] = s;
    bound[k + 1] = std::numeric_limits<double>::infinity();
  }
  for (int q = 0, at = 0; q < n; ++q) {
    if (k < 0) {
      d[q] = std::numeric_limits<double>::infinity();
      from[q] = q;
      continue;
    }
    while (bound[at + 1] < q) ++at;
    d[q] = double(q - vertex[at]) * (q - vertex[at]) + f[vertex[at]];
    from[q] = vertex[at];
  }
}

struct Nearest {
  std::vector<double> squared;
  std::vector<std::size_t> pixel;
};

Nearest nearestOf(const ChartMask& mask, int n) {
  Nearest result{std::vector<double>(mask.size()), std::vector<std::size_t>(mask.size())};
  std::vector<double> f(n), d(n);
  std::vector<int> from(n);
  std::vector<int> rowOf(mask.size());
  for (int column = 0; column < n; ++column) {
    for (int row = 0; row < n; ++row)
      f[row] = mask[std::size_t(row) * n + column] ? 0 : std::numeric_limits<double>::infinity();
    distanceLine(f, d, from);
    for (int row = 0; row < n; ++row) {
      result.squared[std::size_t(row) * n + column] = d[row];
      rowOf[std::size_t(row) * n + column] = from[row];
    }
  }
  for (int row = 0; row < n; ++row) {
    const std::size_t start = std::size_t(row) * n;
    std::copy_n(result.squared.begin() + start, n, f.begin());
    distanceLine(f, d, from);
    for (int column = 0; column < n; ++column) {
      result.squared[start + column] = d[column];
      result.pixel[start + column] =
          std::size_t(rowOf[start + from[column]]) * n + std::size_t(from[column]);
    }
  }
  return result;
}

std::vector<double> gauss(double sigma) {
  const int reach = blurReachPx(sigma);
  std::vector<double> kernel(std::size_t(2 * reach + 1));
  double sum = 0;
  for (int i = -reach; i <= reach; ++i)
    sum += kernel[std::size_t(i + reach)] = std::exp(-0.5 * i * i / (sigma * sigma));
  for (double& k : kernel) k /= sum;
  return kernel;
}

// Along rows, then, turned, along columns.
std::vector<double> blurredAndTurned(const std::vector<double>& in, int width, int height,
                                     const std::vector<double>& kernel) {
  const int reach = int(kernel.size() / 2);
  std::vector<double> out(in.size());
  parallelFor(height, [&](int first, int last) {
    for (int row = first; row < last; ++row)
      for (int column = 0; column < width; ++column) {
        double sum = 0;
        for (int i = -reach; i <= reach; ++i)
          sum += kernel[std::size_t(i + reach)] *
                 in[std::size_t(row) * width + std::clamp(column + i, 0, width - 1)];
        out[std::size_t(column) * height + row] = sum;
      }
  });
  return out;
}

// 4-connected parts of neighbors that join.
template <class Joins>
std::vector<int> labeledWhere(const ChartMask& mask, int n, int& count, Joins&& joins) {
  std::vector<int> labels(mask.size(), 0);
  std::vector<std::size_t> open;
  count = 0;
  for (std::size_t seed = 0; seed < mask.size(); ++seed) {
    if (!mask[seed] || labels[seed]) continue;
    labels[seed] = ++count;
    open.push_back(seed);
    while (!open.empty()) {
      const std::size_t at = open.back();
      open.pop_back();
      const int column = int(at % n), row = int(at / n);
      const auto visit = [&](bool within, std::size_t next) {
        if (within && mask[next] && !labels[next] && joins(at, next)) {
          labels[next] = count;
          open.push_back(next);
        }
      };
      visit(column > 0, at - 1);
      visit(column + 1 < n, at + 1);
      visit(row > 0, at - n);
      visit(row + 1 < n, at + n);
    }
  }
  return labels;
}

}  // namespace

ChartMask dilated(ChartMask mask, int n, int times) {
  for (int t = 0; t < times; ++t)
    mask = passed(mask, n, [](auto a, auto b) { return std::max(a, b); });
  return mask;
}

ChartMask eroded(ChartMask mask, int n, int times) {
  for (int t = 0; t < times; ++t)
    mask = passed(mask, n, [](auto a, auto b) { return std::min(a, b); });
  return mask;
}

ChartMask opened(const ChartMask& mask, int n, int times) {
  return dilated(eroded(mask, n, times), n, times);
}

ChartMask closedUp(const ChartMask& mask, int n, int times) {
  return eroded(dilated(mask, n, times), n, times);
}

ChartMask withoutHoles(const ChartMask& mask, int n) {
  ChartMask background(mask.size());
  for (std::size_t i = 0; i < mask.size(); ++i) background[i] = !mask[i];
  int count = 0;
  const auto labels = labeled(background, n, count);
  std::vector<std::uint8_t> touchesEdge(count + 1, 0);
  for (int i = 0; i < n; ++i)
    for (const std::size_t at : {std::size_t(i), std::size_t(n - 1) * n + i, std::size_t(i) * n,
                                 std::size_t(i) * n + n - 1})
      touchesEdge[labels[at]] = 1;
  ChartMask out(mask.size());
  for (std::size_t i = 0; i < mask.size(); ++i) out[i] = mask[i] || !touchesEdge[labels[i]];
  return out;
}

std::vector<int> labeled(const ChartMask& mask, int n, int& count) {
  return labeledWhere(mask, n, count, [](std::size_t, std::size_t) { return true; });
}

std::vector<int> labeled(const ChartMask& mask, const ChartImage& heights, float jump, int n,
                         int& count) {
  return labeledWhere(mask, n, count, [&](std::size_t a, std::size_t b) {
    return std::abs(heights[a] - heights[b]) < jump;
  });
}

ChartMask touching(const ChartMask& mask, const ChartMask& seeds, int n) {
  int count = 0;
  const auto labels = labeled(mask, n, count);
  ChartMask seeded(count + 1, 0), out(mask.size());
  for (std::size_t i = 0; i < mask.size(); ++i)
    if (seeds[i]) seeded[labels[i]] = 1;
  for (std::size_t i = 0; i < mask.size(); ++i) out[i] = mask[i] && seeded[labels[i]];
  return out;
}

ChartImage distanceTo(const ChartMask& mask, int n) {
  const auto nearest = nearestOf(mask, n);
  ChartImage out(mask.size());
  std::ranges::transform(nearest.squared, out.begin(),
                         [](double d) { return float(std::sqrt(d)); });
  return out;
}

ChartImage nearestFilled(const ChartImage& image, int n) {
  ChartMask known(image.size());
  for (std::size_t i = 0; i < image.size(); ++i) known[i] = !std::isnan(image[i]);
  const auto nearest = nearestOf(known, n);
  ChartImage out(image.size());
  for (std::size_t i = 0; i < image.size(); ++i)
    out[i] = std::isinf(nearest.squared[i]) ? nan : image[nearest.pixel[i]];
  return out;
}

ChartImage halved(const ChartImage& image, int n) {
  const int half = n / 2;
  ChartImage out(std::size_t(half) * half, nan);
  for (int row = 0; row < half; ++row)
    for (int column = 0; column < half; ++column) {
      const std::size_t at = std::size_t(2 * row) * n + 2 * column;
      float sum = 0;
      int known = 0;
      for (const std::size_t p : {at, at + 1, at + n, at + n + 1})
        if (!std::isnan(image[p])) {
          sum += image[p];
          ++known;
        }
      if (known > 0) out[std::size_t(row) * half + column] = sum / float(known);
    }
  return out;
}

ChartImage doubled(const ChartImage& image, int n) {
  // A pixel's two halves lie at ∓1/4 of its width.
  const auto weights = [](float t) {
    return std::array{((-t + 2) * t - 1) * t / 2, ((3 * t - 5) * t * t + 2) / 2,
                      ((-3 * t + 4) * t + 1) * t / 2, (t - 1) * t * t / 2};
  };
  const int wide = 2 * n;
  const auto lines = [&](const ChartImage& in, std::size_t count, std::size_t lineStep,
                         std::size_t step, ChartImage& out, std::size_t outLineStep,
                         std::size_t outStep) {
    for (std::size_t line = 0; line < count; ++line)
      for (int i = 0; i < wide; ++i) {
        const int base = (i - 1) / 2 - (i == 0 ? 1 : 0);
        const auto w = weights(i % 2 ? 0.25f : 0.75f);
        float sum = 0;
        for (int t = 0; t < 4; ++t)
          sum +=
              w[t] * in[line * lineStep + std::size_t(std::clamp(base - 1 + t, 0, n - 1)) * step];
        out[line * outLineStep + std::size_t(i) * outStep] = sum;
      }
  };
  ChartImage columns(std::size_t(n) * wide), out(std::size_t(wide) * wide);
  lines(image, n, n, 1, columns, wide, 1);
  lines(columns, wide, 1, wide, out, 1, wide);
  return out;
}

ChartImage between(const ChartImage& first, const ChartImage& second, const ChartImage& shares) {
  ChartImage out(first.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::lerp(first[i], second[i], shares[i]);
  return out;
}

ChartMask doubledMask(const ChartMask& mask, int n) {
  ChartMask out(mask.size() * 4);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = mask[i / (2 * n) / 2 * n + i % (2 * n) / 2];
  return out;
}

std::vector<double> blurred(const std::vector<double>& image, int width, int height,
                            double sigmaPx) {
  const std::vector<double> kernel = gauss(sigmaPx);
  return blurredAndTurned(blurredAndTurned(image, width, height, kernel), height, width, kernel);
}

int blurReachPx(double sigmaPx) { return int(std::ceil(3 * sigmaPx)); }

}  // namespace bregma
