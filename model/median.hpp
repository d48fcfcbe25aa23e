#pragma once

#include <algorithm>
#include <vector>

namespace bregma {

/// The middle value, the upper of two; there must be one, and none may be NaN.
template <class T>
T medianOf(std::vector<T> values) {
  const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace bregma
