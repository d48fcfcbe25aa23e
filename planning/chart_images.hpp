#pragma once

#include <cstdint>
#include <vector>

namespace bregma {

/// Square pictures over the chart, row by row; n pixels along each side.
using ChartMask = std::vector<std::uint8_t>;  ///< 0 or 1
using ChartImage = std::vector<float>;        ///< NaN: unknown

ChartMask dilated(ChartMask mask, int n, int times);  ///< by the 4-neighborhood
ChartMask eroded(ChartMask mask, int n, int times);
ChartMask opened(const ChartMask& mask, int n, int times);
ChartMask closedUp(const ChartMask& mask, int n, int times);  ///< dilation, then erosion
ChartMask withoutHoles(const ChartMask& mask, int n);

template <class T>
std::vector<T> mirroredColumns(const std::vector<T>& image, int n) {
  std::vector<T> out(image.size());
  for (int row = 0; row < n; ++row)
    for (int column = 0; column < n; ++column)
      out[std::size_t(row) * n + column] = image[std::size_t(row) * n + n - 1 - column];
  return out;
}

/// 4-connected parts: 0 outside, 1, 2, … in the order of their first pixel.
std::vector<int> labeled(const ChartMask& mask, int n, int& count);
/// As above, but neighbors whose heights differ by `jump` or more do not join.
std::vector<int> labeled(const ChartMask& mask, const ChartImage& heights, float jump, int n,
                         int& count);
/// The parts of `mask` that hold a pixel of `seeds`.
ChartMask touching(const ChartMask& mask, const ChartMask& seeds, int n);

/// Euclidean distance in pixels to the nearest pixel of `mask`; 0 on it. Exact.
ChartImage distanceTo(const ChartMask& mask, int n);

/// The value of the nearest pixel that is known.
ChartImage nearestFilled(const ChartImage& image, int n);

/// Pixel by pixel between two pictures: the first at share 0, the second at share 1.
ChartImage between(const ChartImage& first, const ChartImage& second, const ChartImage& shares);

/// Mean over 2×2 pixels; the mean of what is known.
ChartImage halved(const ChartImage& image, int n);
/// Twice as many pixels a side by Catmull–Rom; every pixel must be known.
ChartImage doubled(const ChartImage& image, int n);
ChartMask doubledMask(const ChartMask& mask, int n);

/// By a Gaussian, over a picture of any size: rows of `width`. Beyond the border the last value
/// goes on; pixels farther than the reach do not count. Every pixel must be known.
std::vector<double> blurred(const std::vector<double>& image, int width, int height,
                            double sigmaPx);
int blurReachPx(double sigmaPx);

}  // namespace bregma
