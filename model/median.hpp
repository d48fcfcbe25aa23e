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

/// The value with that share, 0 to 1, of the others below it; there must be one, none may be NaN.
template <class T>
T valueByRank(std::vector<T> values, double share) {
  const auto at = values.begin() + std::ptrdiff_t(double(values.size() - 1) * share);
  std::ranges::nth_element(values, at);
  return *at;
}

}  // namespace bregma
