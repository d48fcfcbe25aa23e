#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bregma {

/// The paper network's parameters (in the order of paperOffset) as a LibTorch archive of named
/// tensors ("E1.weight" [out, in, z, y, x], "E1.bias", …). The same numbers give the same bytes.
std::string paperWeightsBytes(std::span<const float> parameters);

/// And back. @throws Error FileDamaged: no archive, tensors missing or of another shape, not finite
std::vector<float> paperWeightsFrom(std::string_view bytes, const std::string& name);

}  // namespace bregma
