#pragma once

#include <string>
#include <string_view>

namespace bregma {

/// An identifier under 2.25 that depends on the text alone and does not tell it.
std::string dicomUidFrom(std::string_view seed);

}  // namespace bregma
