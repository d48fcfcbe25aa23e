#pragma once

#include "model/vec3.hpp"

namespace bregma {

/// How far a direction from the vault's middle (head coordinates, any length) points to where the
/// temporal muscle lies on the vault, on either side: 1 within, falling smoothly to 0 around it.
/// From 55° before to 40° behind the ear's plane, below the superior temporal line.
double temporalShare(const Vec3& head);

}  // namespace bregma
