#pragma once

#include <cstdint>
#include <vector>

#include "model/vec3.hpp"

namespace bregma {

/// The azimuthal equidistant chart of the directions around the vault's center: the pixel's
/// distance from the middle of the picture is the polar angle from the vertex. Column → head
/// left, row → head posterior. Mirroring the head is flipping the columns.
struct Chart {
  int size = 384;               ///< pixels along each side
  double maxPolarRad = 2.0944;  ///< at the middle of a side; beyond it there is no ray

  double radPerPixel() const { return 2 * maxPolarRad / size; }
  double middle() const { return (size - 1) / 2.0; }
  std::size_t count() const { return std::size_t(size) * size; }
  double polarRad(double column, double row) const;
  /// The unit direction of a pixel in head coordinates.
  Vec3 direction(double column, double row) const;
  /// The pixel (column, row) and the radius of a point in head coordinates.
  struct Pixel {
    double column, row, radius;
  };
  Pixel pixelOf(const Vec3& head) const;
};

/// The outer and the inner table as radii (mm) over the chart. NaN where no bone is seen.
struct ShellFields {
  Chart chart;
  std::vector<float> outer, inner;
};

}  // namespace bregma
