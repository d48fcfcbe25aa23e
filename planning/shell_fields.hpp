#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "model/progress.hpp"
#include "model/triangle_mesh.hpp"
#include "model/vec3.hpp"
#include "planning/bone_field.hpp"

namespace bregma {

/// The azimuthal equidistant chart of the directions around the vault's center: a pixel's distance
/// from the middle of the picture is the polar angle from the vertex. Column → head left,
/// row → head posterior. Mirroring the head is flipping the columns; there is no seam.
struct Chart {
  int size = 384;               ///< pixels along each side
  double maxPolarRad = 2.0944;  ///< at the middle of a side; beyond it there is no ray
  bool operator==(const Chart&) const = default;

  double radPerPixel() const { return 2 * maxPolarRad / size; }
  double middle() const { return (size - 1) / 2.0; }
  std::size_t count() const { return std::size_t(size) * size; }
  double polarRad(double column, double row) const;
  /// The unit direction of a pixel in head coordinates.
  Vec3 direction(double column, double row) const;
  /// Where a point in head coordinates lies.
  struct Pixel {
    double column, row, radius;
  };
  Pixel pixelOf(const Vec3& head) const;
  /// The area in mm² that one pixel covers on a sphere of that radius.
  double pixelAreaMm2(double column, double row, double radius) const;
};

/// A map's value between pixels, computed in `Real`; beyond the middles of the outermost pixels it
/// goes on straight.
template <class Real>
Real bilinear(const std::vector<float>& map, const Chart& chart, const Chart::Pixel& pixel) {
  const int column = std::clamp(int(pixel.column), 0, chart.size - 2);
  const int row = std::clamp(int(pixel.row), 0, chart.size - 2);
  const Real a = Real(pixel.column - column), b = Real(pixel.row - row);
  const float* p = map.data() + std::size_t(row) * chart.size + column;
  return (p[0] * (1 - a) + p[1] * a) * (1 - b) +
         (p[chart.size] * (1 - a) + p[chart.size + 1] * a) * b;
}

/// The outer and the inner table as radii (mm) over the chart. NaN where no bone is seen.
struct ShellFields {
  Chart chart;
  std::vector<float> outer, inner;
};

/// The least box around both tables of the pixels that are not 0 in `mask`, in the coordinates that
/// `place` makes of head coordinates; upside down when there are none.
Box boundsOf(const ShellFields& fields, const std::vector<std::uint8_t>& mask,
             const std::function<Vec3(const Vec3& head)>& place);

/// Head coordinates of a caller's choosing: patient = center + patientFromHead · head.
struct RayOrigin {
  Vec3 center;
  Mat3 patientFromHead;
};

/// Casts a ray per pixel. Bone runs less than 10 mm apart count as one shell; the shell with most
/// bone wins (see COMPLETION: shell fields). Sub-voxel: trilinear grey values at the threshold.
/// 0.1 s for 384² rays on 2 cores. Cancel: before and after.
ShellFields castShell(const BoneField& bone, const RayOrigin& origin, const Chart& chart,
                      const Progress& progress = {});

}  // namespace bregma
