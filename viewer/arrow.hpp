#pragma once

#include "model/vec3.hpp"

namespace bregma {

/// An arrow that shows from where something comes: it begins in a ball, which can be dragged, and
/// ends at the seat.
struct Arrow {
  Vec3 seat;     ///< where it points, patient LPS
  Vec3 outward;  ///< unit, from the seat to the ball
  double lengthMm = 45;
  Vec3 handle() const { return seat + outward * lengthMm; }
};

/// Where the ball is when it is dragged to a pixel: on the sphere about the seat, on the side of
/// the eye. `eye` lies on the pixel's ray, `along` is its unit direction.
Vec3 draggedOutward(const Arrow& arrow, const Vec3& eye, const Vec3& along);

}  // namespace bregma
