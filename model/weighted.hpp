#pragma once

#include <algorithm>
#include <vector>

namespace bregma {

/// A value and how much it counts, as by the area that it was measured on.
struct Weighted {
  double value, weight;
};

/// The least value up to which the given share of the weight lies; `none` when there are no values.
inline double quantileOf(std::vector<Weighted> values, double share, double none) {
  if (values.empty()) return none;
  std::ranges::sort(values, {}, &Weighted::value);
  double total = 0, sum = 0;
  for (const Weighted& v : values) total += v.weight;
  for (const Weighted& v : values)
    if ((sum += v.weight) >= share * total) return v.value;
  return values.back().value;
}

}  // namespace bregma
