#pragma once

#include "model/thumbnail.hpp"
#include "model/volume.hpp"

namespace bregma {

/// The bone in 3-D for a list of scans: from the front and above, so that both sides and the top of
/// the vault show; the patient's right on the left. Square, 0 where there is no bone.
/// Meant for volumes of some 2 mm: about 20 ms for 128 pixels.
Thumbnail bonePicture(const CtVolume& ct, double thresholdHu, int pixels);

}  // namespace bregma
