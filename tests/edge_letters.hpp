#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "model/vec3.hpp"

namespace bregma::test {

/// The letters that stand at the edges of a picture, as a person reads them.
struct EdgeLetters {
  std::string left, right, upper, lower;
  bool operator==(const EdgeLetters&) const = default;
  std::string text() const { return left + " " + right + " " + upper + " " + lower; }
};

enum class Ink { OnDark, OnPaper };

namespace reading {

/// How much of a pixel a letter covers, 0 to 1; shaded bone is dark as well, but not gray.
inline double coverage(const std::uint8_t* rgb, Ink ink) {
  const double red = rgb[0], green = rgb[1], blue = rgb[2];
  if (ink == Ink::OnPaper)
    return red - blue < 12 ? std::clamp((255 - std::max({red, green, blue})) / 217, 0.0, 1.0) : 0;
  return 10 * green > 7 * red ? std::clamp((red - blue) / 153, 0.0, 1.0) : 0;
}

/// Capital letters on 5×7 squares; the shape of a mirrored one is none of them.
struct Shape {
  char letter;
  std::array<const char*, 7> rows;
};
inline constexpr std::array<Shape, 5> shapes{
    {{'R', {"####.", "#...#", "#...#", "####.", "#.#..", "#..#.", "#...#"}},
     {'L', {"#....", "#....", "#....", "#....", "#....", "#....", "#####"}},
     {'A', {"..#..", ".#.#.", ".#.#.", "#...#", "#####", "#...#", "#...#"}},
     {'P', {"####.", "#...#", "#...#", "####.", "#....", "#....", "#...."}},
     {'S', {".###.", "#...#", "#....", ".###.", "....#", "#...#", ".###."}}}};

using Grid = std::vector<std::vector<double>>;  // rows of coverage
constexpr double inked = 0.6;

/// Only what is inked, without empty rows.
inline Grid tight(const Grid& grid, std::size_t left, std::size_t right) {
  Grid made;
  for (const auto& row : grid)
    made.emplace_back(row.begin() + std::ptrdiff_t(left), row.begin() + std::ptrdiff_t(right));
  const auto empty = [](const std::vector<double>& row) {
    return std::ranges::none_of(row, [](double c) { return c > inked; });
  };
  while (!made.empty() && empty(made.back())) made.pop_back();
  while (!made.empty() && empty(made.front())) made.erase(made.begin());
  return made;
}

inline char letterOf(const Grid& grid) {
  const double height = double(grid.size()), width = double(grid[0].size());
  if (width < 0.4 * height) return 'I';
  char best = '?';
  double bestLikeness = 0.35;
  for (const Shape& shape : shapes) {
    double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    for (int r = 0; r < 7; ++r)
      for (int c = 0; c < 5; ++c) {
        double ink = 0, all = 0;
        for (std::size_t y = std::size_t(r * height / 7); y < std::ceil((r + 1) * height / 7); ++y)
          for (std::size_t x = std::size_t(c * width / 5); x < std::ceil((c + 1) * width / 5);
               ++x) {
            ink += grid[y][x];
            ++all;
          }
        const double a = ink / all, b = shape.rows[std::size_t(r)][c] == '#';
        sx += a, sy += b, sxx += a * a, syy += b * b, sxy += a * b;
      }
    const double likeness =
        (sxy - sx * sy / 35) / std::sqrt((sxx - sx * sx / 35) * (syy - sy * sy / 35) + 1e-9);
    if (likeness > bestLikeness) {
      bestLikeness = likeness;
      best = shape.letter;
    }
  }
  return best;
}

/// The letters that stand together at the outer end of a strip; what lies beyond them is the head.
inline std::string wordIn(const Grid& grid, bool outerIsLast) {
  constexpr std::size_t apartPx = 12;
  const auto isInked = [&](std::size_t x) {
    return std::ranges::any_of(grid,
                               [&](const std::vector<double>& row) { return row[x] > inked; });
  };
  std::string word;
  for (std::size_t x = 0, last = 0, width = grid.empty() ? 0 : grid[0].size(); x < width; ++x) {
    if (!isInked(x)) continue;
    std::size_t end = x;
    while (end < width && isInked(end)) ++end;
    const Grid glyph = tight(grid, x, end);
    if (glyph.size() > 5) {
      if (!word.empty() && x - last > apartPx) {
        if (!outerIsLast) break;
        word.clear();
      }
      word += letterOf(glyph);
      last = end;
    }
    x = end;
  }
  return word;
}

}  // namespace reading

/// Of 8-bit RGB, top row first.
inline EdgeLetters edgeLettersIn(int width, int height, const std::uint8_t* rgb, Ink ink) {
  const auto read = [&](double left, double right, double top, double bottom,
                        bool outerIsLast = false) {
    reading::Grid grid;
    for (int y = int(top * height); y < int(bottom * height); ++y) {
      grid.emplace_back();
      for (int x = int(left * width); x < int(right * width); ++x)
        grid.back().push_back(reading::coverage(
            rgb + 3 * (std::size_t(y) * std::size_t(width) + std::size_t(x)), ink));
    }
    return reading::wordIn(grid, outerIsLast);
  };
  const double strip = std::min(0.09, 36.0 / height);
  return {read(0, 0.13, 0.44, 0.56), read(0.87, 1, 0.44, 0.56, true), read(0.42, 0.58, 0, strip),
          read(0.42, 0.58, 1 - strip, 1)};
}

/// The direction of a letter in the patient; zero of what is none.
inline Vec3 towards(const std::string& letter) {
  const Vec3 axes[]{{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};
  const std::size_t at = std::string("LRPASI").find(letter);
  return letter.size() == 1 && at < 6 ? axes[at] : Vec3{};
}

/// Whether what lies at `place` in the patient stands at (x, y) of the picture, from its middle to
/// the right and down, as the letters say; opposite edges bear opposite letters.
inline bool agrees(const EdgeLetters& letters, const Vec3& place, double x, double y) {
  const Vec3 right = towards(letters.right), up = towards(letters.upper);
  const auto opposite = [](const Vec3& a, const Vec3& b) {
    return length(a) == 1 && length(a + b) == 0;
  };
  return opposite(right, towards(letters.left)) && opposite(up, towards(letters.lower)) &&
         dot(right, place) * x > 0 && dot(up, place) * -y > 0;
}

}  // namespace bregma::test
