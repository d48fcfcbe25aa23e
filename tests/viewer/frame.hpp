#pragma once

#include <vtkNew.h>
#include <vtkRenderWindow.h>
#include <vtkSmartPointer.h>
#include <vtkUnsignedCharArray.h>

#include <functional>
#include <optional>
#include <vector>

#include "tests/edge_letters.hpp"
#include "viewer/color.hpp"

namespace bregma {

inline vtkSmartPointer<vtkRenderWindow> hiddenWindow(int width, int height) {
  auto window = vtkSmartPointer<vtkRenderWindow>::New();
  window->SetOffScreenRendering(1);
  window->SetMultiSamples(0);
  window->SetSize(width, height);
  return window;
}

struct Pixel {
  int red, green, blue;
};

struct Spot {
  double x = 0, y = 0;  ///< the mean place, from the top left corner
  int pixels = 0;
};

/// Where the pixels are that `wanted` accepts.
inline Spot spotOf(int width, int height, const std::uint8_t* rgb,
                   const std::function<bool(const Pixel&)>& wanted) {
  Spot spot;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x, rgb += 3)
      if (wanted({rgb[0], rgb[1], rgb[2]})) {
        spot.x += x;
        spot.y += y;
        ++spot.pixels;
      }
  if (spot.pixels > 0) spot.x /= spot.pixels, spot.y /= spot.pixels;
  return spot;
}

/// The same for the frame that `window` shows last.
inline Spot spotOf(vtkRenderWindow* window, const std::function<bool(const Pixel&)>& wanted) {
  const int width = window->GetSize()[0], height = window->GetSize()[1];
  vtkNew<vtkUnsignedCharArray> pixels;
  window->GetPixelData(0, 0, width - 1, height - 1, 0, pixels);
  Spot spot = spotOf(width, height, pixels->GetPointer(0), wanted);
  spot.y = height - 1 - spot.y;
  return spot;
}

/// What a person reads at the edges of that frame.
inline test::EdgeLetters lettersIn(vtkRenderWindow* window, test::Ink ink) {
  const int width = window->GetSize()[0], height = window->GetSize()[1];
  vtkNew<vtkUnsignedCharArray> pixels;
  window->GetPixelData(0, 0, width - 1, height - 1, 0, pixels);
  std::vector<std::uint8_t> rgb;
  for (int y = height; y-- > 0;) {
    const std::uint8_t* row = pixels->GetPointer(0) + std::ptrdiff_t(3) * y * width;
    rgb.insert(rgb.end(), row, row + std::ptrdiff_t(3) * width);
  }
  return test::edgeLettersIn(width, height, rgb.data(), ink);
}

inline bool isRed(const Pixel& p) {
  return p.red > 60 && p.green < p.red / 3 && p.blue < p.red / 3;
}
inline bool isGreen(const Pixel& p) {
  return p.green > 60 && p.red < p.green / 3 && p.blue < p.green / 3;
}
inline bool isBlue(const Pixel& p) {
  return p.blue > 60 && p.red < p.blue / 3 && p.green < p.blue / 3;
}
inline bool isWhite(const Pixel& p) { return p.red > 240 && p.green > 240 && p.blue > 240; }

}  // namespace bregma
