#include "viewer/color_scale.hpp"

#include <algorithm>

namespace bregma {

Color colorAt(const ColorScale& scale, double mm) {
  const auto& stops = scale.stops;
  const auto above = std::ranges::find_if(stops, [&](const auto& s) { return s.mm > mm; });
  if (above == stops.begin()) return above->color;
  if (above == stops.end()) return stops.back().color;
  const auto& below = *(above - 1);
  const double share = (mm - below.mm) / (above->mm - below.mm);
  const auto between = [&](double a, double b) { return a + (b - a) * share; };
  return {between(below.color.red, above->color.red),
          between(below.color.green, above->color.green),
          between(below.color.blue, above->color.blue)};
}

}  // namespace bregma
