#include "viewer/orientation.hpp"

#include <algorithm>
#include <cmath>

namespace bregma {

const char* nameOf(View view) {
  constexpr const char* names[]{"front", "back", "left", "right", "top", "bottom"};
  return names[int(view)];
}

const char* nameOf(Orientation orientation) {
  constexpr const char* names[]{"axial", "coronal", "sagittal"};
  return names[int(orientation)];
}

Gaze gazeOf(Orientation orientation) {
  switch (orientation) {
    case Orientation::Axial: return {{0, 0, 1}, {0, -1, 0}};
    case Orientation::Coronal: return {{0, 1, 0}, {0, 0, 1}};
    case Orientation::Sagittal: return {{-1, 0, 0}, {0, 0, 1}};
  }
  return {};
}

Gaze gazeOf(View view) {
  switch (view) {
    case View::Front: return {{0, 1, 0}, {0, 0, 1}};
    case View::Back: return {{0, -1, 0}, {0, 0, 1}};
    case View::Left: return {{-1, 0, 0}, {0, 0, 1}};
    case View::Right: return {{1, 0, 0}, {0, 0, 1}};
    case View::Top: return {{0, 0, -1}, {0, -1, 0}};
    case View::Bottom: return {{0, 0, 1}, {0, -1, 0}};
  }
  return {};
}

Gaze gazeAlong(const Vec3& direction) {
  const Vec3 d = length(direction) > 0 ? normalized(direction) : Vec3{0, 1, 0};
  const Vec3 wish = std::abs(d.z) > 0.95 ? Vec3{0, -1, 0} : Vec3{0, 0, 1};
  return {d, normalized(wish - d * dot(wish, d))};
}

std::string sideLetters(const Vec3& direction) {
  const Vec3 d = normalized(direction);
  struct Share {
    double size;
    char letter;
  };
  std::array<Share, 3> shares{{{std::abs(d.x), d.x < 0 ? 'R' : 'L'},
                               {std::abs(d.y), d.y < 0 ? 'A' : 'P'},
                               {std::abs(d.z), d.z < 0 ? 'I' : 'S'}}};
  std::stable_sort(shares.begin(), shares.end(),
                   [](const Share& a, const Share& b) { return a.size > b.size; });
  std::string letters;
  for (const Share& share : shares)
    if (share.size > 0.25) letters += share.letter;
  return letters;
}

int normalAxis(Orientation orientation) {
  return orientation == Orientation::Axial ? 2 : orientation == Orientation::Coronal ? 1 : 0;
}

}  // namespace bregma
