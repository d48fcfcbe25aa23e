#include "planning/shell_distance.hpp"

#include <algorithm>
#include <cmath>

namespace bregma {

float slopeCosine(const std::vector<float>& radius, const Chart& chart, int row, int column) {
  const int n = chart.size;
  const auto at = [&](int r, int c) {
    return radius[std::size_t(std::clamp(r, 0, n - 1)) * n + std::clamp(c, 0, n - 1)];
  };
  // Two pixels to each side; across the meridian a pixel is narrower by the sinc.
  const double dx = (at(row, column + 2) - at(row, column - 2)) / 4.0;
  const double dy = (at(row + 2, column) - at(row - 2, column)) / 4.0;
  const double x = column - chart.middle(), y = row - chart.middle();
  const double planar = std::max(std::hypot(x, y), 1e-6);
  const double polar = planar * chart.radPerPixel();
  const double sinc = polar > 1e-9 ? std::sin(polar) / polar : 1;
  const double mmPerPixel = chart.radPerPixel() * std::max(30.0f, at(row, column));
  const double radial = (dx * x + dy * y) / planar / mmPerPixel;
  const double around = (dy * x - dx * y) / planar / (mmPerPixel * std::max(sinc, 0.2));
  return float(1 / std::sqrt(1 + radial * radial + around * around));
}

ShellDistance::ShellDistance(const ShellFields& fields, ChartImage outline)
    : chart_(fields.chart), pixels_(fields.chart.count()) {
  const auto outer = nearestFilled(fields.outer, chart_.size);
  const auto inner = nearestFilled(fields.inner, chart_.size);
  for (int row = 0; row < chart_.size; ++row)
    for (int column = 0; column < chart_.size; ++column) {
      const std::size_t at = std::size_t(row) * chart_.size + column;
      pixels_[at] = {outer[at], inner[at], std::max(0.3f, slopeCosine(outer, chart_, row, column)),
                     std::max(0.3f, slopeCosine(inner, chart_, row, column)),
                     outline[at] * outer[at] * float(chart_.radPerPixel())};
    }
}

ShellDistance::Parts ShellDistance::partsAt(const Vec3& head) const {
  const auto pixel = chart_.pixelOf(head);
  const double fc = std::floor(pixel.column), fr = std::floor(pixel.row);
  if (!(fc >= 0 && fr >= 0 && fc < chart_.size - 1 && fr < chart_.size - 1))
    return {unknown, unknown, 0};
  const Pixel* p = pixels_.data() + std::size_t(fr) * chart_.size + std::size_t(fc);
  const auto a = float(pixel.column - fc), b = float(pixel.row - fr);
  const auto blend = [&](float Pixel::*m) {
    return (p[0].*m * (1 - a) + p[1].*m * a) * (1 - b) +
           (p[chart_.size].*m * (1 - a) + p[chart_.size + 1].*m * a) * b;
  };
  const float edge = blend(&Pixel::edgeMm);
  if (edge > 3) return {edge, edge, 0};
  const auto radius = float(pixel.radius);
  const float above = (radius - blend(&Pixel::outer)) * blend(&Pixel::outerCosine);
  const float below = (blend(&Pixel::inner) - radius) * blend(&Pixel::innerCosine);
  return {edge, std::max(above, below), -above - below};
}

std::optional<Box> ShellDistance::boundingBox(const HeadFrame& frame) const {
  Box box{{1e9, 1e9, 1e9}, {-1e9, -1e9, -1e9}};
  for (int row = 0; row < chart_.size; ++row)
    for (int column = 0; column < chart_.size; ++column) {
      const Pixel& pixel = pixels_[std::size_t(row) * chart_.size + column];
      if (pixel.edgeMm > 0) continue;
      const Vec3 direction = chart_.direction(column, row);
      for (const float radius : {pixel.outer, pixel.inner}) {
        const Vec3 p = frame.toPatient(direction * double(radius));
        box.low = {std::min(box.low.x, p.x), std::min(box.low.y, p.y), std::min(box.low.z, p.z)};
        box.high = {std::max(box.high.x, p.x), std::max(box.high.y, p.y),
                    std::max(box.high.z, p.z)};
      }
    }
  if (box.low.x > box.high.x) return std::nullopt;
  return box;
}

}  // namespace bregma
