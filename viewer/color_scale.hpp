#pragma once

#include <memory>
#include <vector>

#include "viewer/color.hpp"

namespace bregma {

/// Colors for values in mm: straight lines between stops, the ends go on.
struct ColorScale {
  struct Stop {
    double mm = 0;
    Color color;
    bool operator==(const Stop&) const = default;
  };
  std::vector<Stop> stops;  ///< from low to high; at least one
  bool operator==(const ColorScale&) const = default;
};

/// Values in mm on the vertices of the mesh that a part was made from; NaN: the part's own color.
struct Paint {
  std::shared_ptr<const std::vector<float>> values;
  ColorScale scale;
};

Color colorAt(const ColorScale& scale, double mm);

}  // namespace bregma
