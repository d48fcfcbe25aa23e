#include "model/io/dicom_thumbnails.hpp"

#include <algorithm>

#include "model/bone_picture.hpp"
#include "model/io/align.hpp"
#include "model/io/dicom_values.hpp"

namespace bregma {

namespace {

constexpr int thumbnailPixels = 128, largestPixels = 4096;
constexpr double darkestHu = -500, windowHu = 2000;
constexpr std::size_t mostSlices = 64;
constexpr double boneHu = 226;

/// How many pixels become one.
int stepOf(const DicomSlice& slice) {
  return std::max(1, (std::max(slice.columns, slice.rows) + thumbnailPixels - 1) / thumbnailPixels);
}

/// Squares of `step` pixels as their mean.
std::vector<std::int16_t> coarser(const std::vector<std::int16_t>& hu, int columns, int rows,
                                  int step) {
  const int width = columns / step, height = rows / step;
  const std::size_t slices = hu.size() / (std::size_t(columns) * rows);
  std::vector<std::int16_t> made;
  made.reserve(slices * width * height);
  for (std::size_t k = 0; k < slices; ++k)
    for (int j = 0; j < height; ++j)
      for (int i = 0; i < width; ++i) {
        const std::int16_t* from =
            hu.data() + (k * rows + std::size_t(j) * step) * columns + std::size_t(i) * step;
        int sum = 0;
        for (int b = 0; b < step; ++b)
          for (int a = 0; a < step; ++a) sum += from[b * columns + a];
        made.push_back(std::int16_t(sum / (step * step)));
      }
  return made;
}

}  // namespace

Thumbnail sliceThumbnailOf(const DicomSeries& series) {
  const DicomSlice& middle = series.slices[series.slices.size() / 2];
  std::vector<std::int16_t> hu;
  // Frames of one file would all be read for one picture.
  if (middle.frames > 1 || middle.columns > largestPixels || middle.rows > largestPixels) return {};
  try {
    hu = readValues({middle}, {}).hu;
  } catch (const Error&) {
    return {};
  }
  const int step = stepOf(middle);
  hu = coarser(hu, middle.columns, middle.rows, step);
  Thumbnail made{middle.columns / step, middle.rows / step, {}};
  const bool mirrored = middle.alongRow.x < 0, upsideDown = middle.alongColumn.y < 0;
  for (int y = 0; y < made.height; ++y)
    for (int x = 0; x < made.width; ++x) {
      const int i = mirrored ? made.width - 1 - x : x, j = upsideDown ? made.height - 1 - y : y;
      const double level = (hu[std::size_t(j) * made.width + i] - darkestHu) / windowHu * 255;
      made.gray.push_back(std::uint8_t(std::clamp(level, 0.0, 255.0)));
    }
  return made;
}

Thumbnail boneThumbnailOf(const DicomSeries& series, Progress progress) {
  const DicomSlice& one = series.first();
  if (one.columns > largestPixels || one.rows > largestPixels) return {};
  try {
    const SliceLayout layout = layoutOf(series);
    const std::size_t stride = (series.slices.size() + mostSlices - 1) / mostSlices;
    std::vector<DicomSlice> some;
    AlignSettings align;
    for (std::size_t k = 0; k < series.slices.size(); k += stride) {
      some.push_back(series.slices[k]);
      if (!layout.slicePositions.empty())
        align.slicePositions.push_back(layout.slicePositions[k] / double(stride));
    }
    const int step = stepOf(one);
    ObliqueGeometry grid = layout.grid;
    auto& steps = grid.steps.columns;
    grid.origin = grid.toPatient({(step - 1) / 2.0, (step - 1) / 2.0, 0});
    steps = {steps[0] * double(step), steps[1] * double(step), steps[2] * double(stride)};
    grid.size = {one.columns / step, one.rows / step, int(some.size())};
    auto hu = coarser(readValues(some, progress).hu, one.columns, one.rows, step);
    return bonePicture(alignToPatient(grid, std::move(hu), align), boneHu, thumbnailPixels);
  } catch (const Error&) {
    return {};
  }
}

}  // namespace bregma
