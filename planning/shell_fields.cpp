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

constexpr int lastStep = int((lastMm - firstMm) / stepMm);

// A ray through the grid: continuous voxel indices, per mm of its way.
struct GridRay {
  std::array<float, 3> origin, perMm, mmPer;

  GridRay(const Vec3& start, const Vec3& direction) {
    for (int axis = 0; axis < 3; ++axis) {
      origin[axis] = float(start[axis]);
      perMm[axis] = float(direction[axis]);
      mmPer[axis] = 1 / perMm[axis];
    }
  }
  float at(float mm, int axis) const { return origin[axis] + perMm[axis] * mm; }
  // The first step that may lie beyond the cube of this edge that the ray is in at `mm`.
  int stepBeyond(float mm, int cube) const {
    constexpr float roundingMm = 1e-3f;
    float end = lastMm;
    for (int axis = 0; axis < 3; ++axis) {
      if (perMm[axis] == 0) continue;
      const int first = int(at(mm, axis)) & -cube;
      const int face = first + (perMm[axis] > 0 ? cube : 0);
      end = std::min(end, (float(face) - origin[axis]) * mmPer[axis] - roundingMm);
    }
    return int((end - firstMm) / stepMm) + 1;
  }
};

// Of a few hundred at most: std::hypot guards against overflow at three times the cost.
double planarLength(double x, double y) { return std::sqrt(x * x + y * y); }

constexpr float mmOf(int step) { return firstMm + float(step) * stepMm; }

// The longest shell of bone on a ray.
Shell castRay(const BoneField& bone, const GridRay& ray) {
  Shell best, shell;
  float enteredMm = 0;
  bool inside = false;
  const auto value = [&](float mm) { return bone.at(ray.at(mm, 0), ray.at(mm, 1), ray.at(mm, 2)); };
  // Where the ray changes on the way to a step: halved thrice, then straight between the values.
  const auto crossing = [&](int step, float before, float after) {
    float low = mmOf(step - 1), high = mmOf(step);
    for (int i = 0; i < 3; ++i) {
      const float middle = (low + high) / 2, there = value(middle);
      const bool same = (there >= 0) == inside;
      (same ? low : high) = middle;
      (same ? before : after) = there;
    }
    return low + (high - low) * before / (before - after);
  };
  const auto finish = [&] {
    if (shell.boneMm > best.boneMm) best = shell;
  };
  const auto leave = [&](float mm) {
    inside = false;
    shell.boneMm += mm - enteredMm;
    shell.outer = mm;
  };
  const auto enter = [&](float mm) {
    inside = true;
    enteredMm = mm;
    if (mm - shell.outer <= mergedGapMm) return;
    finish();
    shell = {mm, nan, 0};
  };
  float before = -1;  // the value at the last step
  for (int step = 0; step <= lastStep;) {
    const float mm = mmOf(step);
    const int empty = bone.emptyCube(ray.at(mm, 0), ray.at(mm, 1), ray.at(mm, 2));
    const int beyond = std::clamp(ray.stepBeyond(mm, std::max(empty, BoneField::leastCube)),
                                  step + 1, lastStep + 1);
    if (empty > 0) {
      if (inside) leave(crossing(step, before, -1));
      before = -1;
      step = beyond;
      continue;
    }
    for (; step < beyond; ++step) {
      const float now = value(mmOf(step));
      if ((now >= 0) != inside) {
        const float change = step == 0 ? firstMm : crossing(step, before, now);
        now >= 0 ? enter(change) : leave(change);
      }
      before = now;
    }
  }
  if (inside) leave(lastMm);
  finish();
  return best;
}

}  // namespace

double Chart::polarRad(double column, double row) const {
  return planarLength(column - middle(), row - middle()) * radPerPixel();
}

Vec3 Chart::direction(double column, double row) const {
  const double x = (column - middle()) * radPerPixel(), y = (row - middle()) * radPerPixel();
  const double polar = planarLength(x, y);
  const double sinc = polar > 1e-9 ? std::sin(polar) / polar : 1;
  return {x * sinc, y * sinc, std::cos(polar)};
}

Chart::Pixel Chart::pixelOf(const Vec3& head) const {
  const double planar = planarLength(head.x, head.y);
  const double polar = std::atan2(planar, head.z);
  const double scale = planar > 1e-9 ? polar / planar / radPerPixel() : 0;
  return {head.x * scale + middle(), head.y * scale + middle(), length(head)};
}

double Chart::pixelAreaMm2(double column, double row, double radius) const {
  const double polar = polarRad(column, row);
  const double sinc = polar > 1e-9 ? std::sin(polar) / polar : 1;
  return radius * radius * radPerPixel() * radPerPixel() * sinc;
}

Box boundsOf(const ShellFields& fields, const std::vector<std::uint8_t>& mask,
             const std::function<Vec3(const Vec3& head)>& place) {
  const Chart& chart = fields.chart;
  Box box{{1e9, 1e9, 1e9}, {-1e9, -1e9, -1e9}};
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      if (!mask[at]) continue;
      const Vec3 direction = chart.direction(column, row);
      for (const float radius : {fields.outer[at], fields.inner[at]}) {
        const Vec3 p = place(direction * double(radius));
        box.low = {std::min(box.low.x, p.x), std::min(box.low.y, p.y), std::min(box.low.z, p.z)};
        box.high = {std::max(box.high.x, p.x), std::max(box.high.y, p.y),
                    std::max(box.high.z, p.z)};
      }
    }
  return box;
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
            castRay(bone, {start, {d.x / spacing.x, d.y / spacing.y, d.z / spacing.z}});
        if (shell.boneMm <= 0) continue;
        fields.outer[std::size_t(row) * chart.size + column] = shell.outer;
        fields.inner[std::size_t(row) * chart.size + column] = shell.inner;
      }
  });
  progress.at(1);
  return fields;
}

}  // namespace bregma
