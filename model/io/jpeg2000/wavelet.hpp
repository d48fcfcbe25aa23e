#pragma once

#include <cstdint>
#include <vector>

namespace bregma::jpeg2000 {

/// Puts an image together from its sub-bands (ITU-T T.800, annex F), in place: `plane` holds
/// `height` rows of `width`, the low bands at the upper left. `scratch` is as large.
void inverseWavelet53(std::vector<std::int32_t>& plane, std::vector<std::int32_t>& scratch,
                      int width, int height, int levels);
void inverseWavelet97(std::vector<float>& plane, std::vector<float>& scratch, int width, int height,
                      int levels);

}  // namespace bregma::jpeg2000
