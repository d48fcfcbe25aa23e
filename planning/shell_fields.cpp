#include "planning/shell_fields.hpp"

#include <limits>

#include "model/parallel.hpp"

namespace bregma {

namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float firstMm = 30, lastMm = 130, stepMm = 0.4f;
constexpr float mergedGapMm = 10;

struct Shell {
  float inner = nan, outer = nan, boneMm = 0;
};

// Just before a ray leaves a block that it is in.
float endOfBlock(const std::array<int, 3>& block, const Vec3& origin, const Vec3& perMm) {
  constexpr float roundingMm = 1e-3f;
  double end = lastMm;
  for (int axis = 0; axis < 3; ++axis) {
    if (perMm[axis] == 0) continue;
    const int face = (block[axis] + (perMm[axis] > 0)) * BoneField::blockVoxels;
    end = std::min(end, (face - origin[axis]) / perMm[axis]);
  }
  return float(end) - roundingMm;
}

// Follows one ray through the grid: origin and step in continuous voxel indices.
Shell castRay(const BoneField& bone, const Vec3& origin, const Vec3& perMm) {
  Shell best, shell;
  float enteredMm = 0;
  bool inside = false;
  const auto at = [&](float mm, int axis) { return float(origin[axis] + perMm[axis] * mm); };
  const auto isBone = [&](float mm) { return bone.at(at(mm, 0), at(mm, 1), at(mm, 2)) >= 0; };
  // Where the ray changes between `mm - stepMm` and `mm`, by bisection.
  const auto crossing = [&](float mm) {
    float low = mm - stepMm, high = mm;
    for (int i = 0; i < 6; ++i) {
      const float middle = (low + high) / 2;
      (isBone(middle) == inside ? low : high) = middle;
    }
    return (low + high) / 2;
  };
  const auto finish = [&] {
    if (shell.boneMm > best.boneMm) best = shell;
  };
  const auto leave = [&](float mm) {
    inside = false;
    shell.boneMm += mm - enteredMm;
    shell.outer = mm;
  };
  for (float mm = firstMm; mm <= lastMm; mm += stepMm) {
    const auto block = BoneField::blockOf(at(mm, 0), at(mm, 1), at(mm, 2));
    const bool empty = bone.empty(block);
    const bool now = !empty && isBone(mm);
    if (now && !inside) {
      enteredMm = mm == firstMm ? mm : crossing(mm);
      inside = true;
      if (!(enteredMm - shell.outer <= mergedGapMm)) {
        finish();
        shell = {enteredMm, nan, 0};
      }
    } else if (!now && inside) {
      leave(crossing(mm));
    }
    if (!empty) continue;
    const float end = std::min(lastMm, endOfBlock(block, origin, perMm));
    while (mm + stepMm < end) mm += stepMm;
  }
  if (inside) leave(lastMm);
  finish();
  return best;
}

}  // namespace

double Chart::polarRad(double column, double row) const {
  return std::hypot(column - middle(), row - middle()) * radPerPixel();
}

Vec3 Chart::direction(double column, double row) const {
  const double x = (column - middle()) * radPerPixel(), y = (row - middle()) * radPerPixel();
  const double polar = std::hypot(x, y);
  const double sinc = polar > 1e-9 ? std::sin(polar) / polar : 1;
  return {x * sinc, y * sinc, std::cos(polar)};
}

Chart::Pixel Chart::pixelOf(const Vec3& head) const {
  const double planar = std::hypot(head.x, head.y);
  const double polar = std::atan2(planar, head.z);
  const double scale = planar > 1e-9 ? polar / planar / radPerPixel() : 0;
  return {head.x * scale + middle(), head.y * scale + middle(), length(head)};
}

double Chart::pixelAreaMm2(double column, double row, double radius) const {
  const double polar = polarRad(column, row);
  const double sinc = polar > 1e-9 ? std::sin(polar) / polar : 1;
  return radius * radius * radPerPixel() * radPerPixel() * sinc;
}

ShellFields castShell(const BoneField& bone, const RayOrigin& origin, const Chart& chart,
                      const Progress& progress) {
  ShellFields fields{chart, std::vector<float>(chart.count(), nan),
                     std::vector<float>(chart.count(), nan)};
  const Vec3& spacing = bone.geometry().spacing;
  const Vec3 start = bone.geometry().toIndex(origin.center);
  progress.at(0);
  parallelFor(chart.size, [&](int first, int last) {
    for (int row = first; row < last; ++row)
      for (int column = 0; column < chart.size; ++column) {
        if (chart.polarRad(column, row) > chart.maxPolarRad) continue;
        const Vec3 d = origin.patientFromHead * chart.direction(column, row);
        const Shell shell =
            castRay(bone, start, {d.x / spacing.x, d.y / spacing.y, d.z / spacing.z});
        if (shell.boneMm <= 0) continue;
        fields.outer[std::size_t(row) * chart.size + column] = shell.outer;
        fields.inner[std::size_t(row) * chart.size + column] = shell.inner;
      }
  });
  progress.at(1);
  return fields;
}

}  // namespace bregma
