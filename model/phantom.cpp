#include "model/phantom.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "model/parallel.hpp"

namespace bregma {

namespace {

constexpr double thresholdHu = 226, boneHu = 1000, skinHu = 40, brainHu = 35, airHu = -1000;
constexpr double couchHu = 300, skinMm = 5, marginMm = 15;
constexpr double couchGapMm = 14, couchThickMm = 5, couchRadiusMm = 220, couchHalfWidthMm = 80;

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

Geometry gridOf(const PhantomSettings& s) {
  Geometry grid;
  grid.spacing = s.spacing;
  std::array<double, 3> origin{};
  for (int a = 0; a < 3; ++a) {
    const double reach = s.semiAxes[a] + skinMm + marginMm;
    const double behind = s.couch && a == 1 ? couchGapMm + couchThickMm : 0;
    grid.size[a] = s.size[a] > 0 ? s.size[a] : int(std::ceil((2 * reach + behind) / s.spacing[a]));
    origin[a] = s.center[a] + behind / 2 - (grid.size[a] - 1) / 2.0 * s.spacing[a];
  }
  grid.origin = {origin[0], origin[1], origin[2]};
  return grid;
}

Vec3 scaledFrom(const PhantomSettings& s, const Vec3& patient) {
  const Vec3 p = patient - s.center;
  return {p.x / s.semiAxes.x, p.y / s.semiAxes.y, p.z / s.semiAxes.z};
}

/// To both tables; first-order: the level over the length of its gradient.
PhantomDistance shellDistance(const PhantomSettings& s, const Vec3& patient) {
  const Vec3 scaled = scaledFrom(s, patient), axes = s.semiAxes;
  const double radius = length(scaled), least = std::min({axes.x, axes.y, axes.z});
  if (radius < 1e-6) return {-least, -least * s.innerScale, least};
  const double perMm = length({scaled.x / axes.x, scaled.y / axes.y, scaled.z / axes.z}) / radius;
  return {(radius - 1) / perMm, (radius - s.innerScale) / perMm, least};
}

double holeDistance(const PhantomSettings& s, const Vec3& patient) {
  const Vec3 scaled = scaledFrom(s, patient), axis = normalized(s.holeAxis);
  const double radius = std::max(length(scaled), 1e-6);
  const Vec3 unit = scaled / radius;
  const double cosine = std::clamp(dot(unit, axis), -1.0, 1.0);
  const Vec3 across = normalized(unit * cosine - axis);  // the way in which the angle grows
  const double perMm =
      length({across.x / s.semiAxes.x, across.y / s.semiAxes.y, across.z / s.semiAxes.z}) / radius;
  return (std::acos(cosine) - radians(s.holeHalfAngleDeg)) / std::max(perMm, 1e-9);
}

/// Distance to the board behind the head.
double couchDistance(const PhantomSettings& s, const Vec3& fromCenter) {
  const double front = s.semiAxes.y + skinMm + couchGapMm;
  const double radius = std::hypot(fromCenter.x, fromCenter.y - (front - couchRadiusMm));
  const double board = std::abs(radius - couchRadiusMm - couchThickMm / 2) - couchThickMm / 2;
  return std::max({board, std::abs(fromCenter.x) - couchHalfWidthMm, -fromCenter.y});
}

/// From the soft tissue around to bone, straight through the threshold.
double boneProfile(double distance, double voxel, double softHu) {
  const double u = distance / voxel, flank = thresholdHu - softHu;
  if (u >= 1) return softHu;
  if (u >= -1) return thresholdHu - flank * u;
  const double shoulder = thresholdHu + flank;
  return u >= -2 ? shoulder + (-1 - u) * (boneHu - shoulder) : boneHu;
}

double valueAt(const PhantomSettings& s, const Vec3& patient, double voxel) {
  PhantomDistance d = shellDistance(s, patient);
  const double ramp = std::clamp(0.5 - (d.outer - skinMm) / (2 * voxel), 0.0, 1.0);
  double value = airHu + ramp * ((d.inner < 0 ? brainHu : skinHu) - airHu);
  if (d.bone() < voxel) {
    if (s.hole) d.hole = holeDistance(s, patient);
    value = std::max(value, boneProfile(d.bone(), voxel, d.inner < 0 ? brainHu : skinHu));
  }
  if (s.couch) {
    const double board = couchDistance(s, patient - s.center);
    value = std::max(value,
                     airHu + std::clamp(0.5 - board / (2 * voxel), 0.0, 1.0) * (couchHu - airHu));
  }
  return value;
}

}  // namespace

PhantomDistance phantomDistance(const PhantomSettings& s, const Vec3& patient) {
  PhantomDistance d = shellDistance(s, patient);
  if (s.hole) d.hole = holeDistance(s, patient);
  return d;
}

CtVolume phantomVolume(const PhantomSettings& settings) {
  const Geometry grid = gridOf(settings);
  const double voxel = std::max({grid.spacing.x, grid.spacing.y, grid.spacing.z});
  std::vector<std::int16_t> values(grid.count());
  parallelFor(grid.size[2], [&](int begin, int end) {
    for (int k = begin; k < end; ++k)
      for (int j = 0; j < grid.size[1]; ++j)
        for (int i = 0; i < grid.size[0]; ++i)
          values[grid.index(i, j, k)] =
              std::int16_t(std::lround(valueAt(settings, grid.toPatient(i, j, k), voxel)));
  });
  return {grid, std::move(values)};
}

BinaryVolume phantomMask(const PhantomSettings& settings) {
  const Geometry grid = gridOf(settings);
  std::vector<std::uint8_t> mask(grid.count());
  parallelFor(grid.size[2], [&](int begin, int end) {
    for (int k = begin; k < end; ++k)
      for (int j = 0; j < grid.size[1]; ++j)
        for (int i = 0; i < grid.size[0]; ++i)
          mask[grid.index(i, j, k)] =
              phantomDistance(settings, grid.toPatient(i, j, k)).bone() <= 0;
  });
  return {grid, std::move(mask)};
}

double phantomImplantVolumeMm3(const PhantomSettings& s) {
  if (!s.hole) return 0;
  return s.semiAxes.x * s.semiAxes.y * s.semiAxes.z * 2 * std::numbers::pi / 3 *
         (1 - std::cos(radians(s.holeHalfAngleDeg))) * (1 - std::pow(s.innerScale, 3));
}

}  // namespace bregma
