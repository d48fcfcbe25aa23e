#include "viewer/camera_pose.hpp"

#include <cmath>

namespace bregma {
namespace {

double angleAbout(const Vec3& axis, const Vec3& from, const Vec3& to) {
  return std::atan2(dot(cross(from, to), axis), dot(from, to));
}

}  // namespace

CameraPose between(const CameraPose& from, const CameraPose& to, double share) {
  const Vec3 &a = from.gaze.direction, &b = to.gaze.direction;
  Vec3 axis = cross(a, b);
  axis = length(axis) > 1e-6 ? normalized(axis) : from.gaze.up;  // there, or straight behind
  const double turnRad = angleAbout(axis, a, b);
  const double rollRad = angleAbout(b, rotation(axis, turnRad) * from.gaze.up, to.gaze.up);
  const Mat3 turn = rotation(axis, turnRad * share);
  const Vec3 direction = normalized(turn * a);
  const Vec3 up = normalized(rotation(direction, rollRad * share) * (turn * from.gaze.up));
  const double zoom = std::log(to.halfHeightMm / from.halfHeightMm);
  return {{direction, up},
          from.focus + (to.focus - from.focus) * share,
          from.halfHeightMm * std::exp(zoom * share)};
}

}  // namespace bregma
