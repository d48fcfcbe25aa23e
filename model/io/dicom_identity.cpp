#include "model/io/dicom_identity.hpp"

#include <algorithm>

#include "model/io/dicom_elements.hpp"
#include "model/io/dicom_values.hpp"
#include "model/io/tar.hpp"

namespace bregma {

namespace {

constexpr int thumbnailPixels = 128, largestPixels = 4096;
constexpr double darkestHu = -500, windowHu = 2000;

/// To UTF-8 from the character sets that single-byte Latin writing uses; others lose their letters.
std::string utf8From(const std::string& text, const std::string& characterSet) {
  if (characterSet.find("192") != characterSet.npos) return text;
  const bool latin = characterSet.empty() || characterSet.find("100") != characterSet.npos;
  std::string made;
  for (const unsigned char c : text) {
    if (c < 0x80) {
      made.push_back(char(c));
    } else if (latin) {
      made.push_back(char(0xc0 | c >> 6));
      made.push_back(char(0x80 | (c & 0x3f)));
    } else {
      made.push_back('?');
    }
  }
  return made;
}

}  // namespace

SeriesIdentity identityOf(const std::filesystem::path& file) {
  std::optional<DicomElements> header;
  try {
    header = readElements(file);
  } catch (const BadData&) {
  }
  if (!header) return {};
  const std::string characterSet = header->text(0x08, 0x05);
  const auto text = [&](std::uint32_t group, std::uint32_t element) {
    return utf8From(header->text(group, element), characterSet);
  };
  return {text(0x10, 0x10), text(0x10, 0x20), text(0x10, 0x30),  text(0x10, 0x40),
          text(0x20, 0x0d), text(0x08, 0x20), text(0x08, 0x1030)};
}

Thumbnail thumbnailOf(const DicomSeries& series) {
  const DicomSlice& middle = series.slices[series.slices.size() / 2];
  const int columns = middle.columns, rows = middle.rows;
  std::vector<std::int16_t> hu;
  // Frames of one file would all be read for one picture.
  if (middle.frames > 1 || columns > largestPixels || rows > largestPixels) return {};
  try {
    hu = readValues({middle}, {}).hu;
  } catch (const Error&) {
    return {};
  }
  const int step = std::max(1, (std::max(columns, rows) + thumbnailPixels - 1) / thumbnailPixels);
  Thumbnail made{columns / step, rows / step, {}};
  const bool mirrored = middle.alongRow.x < 0, upsideDown = middle.alongColumn.y < 0;
  for (int y = 0; y < made.height; ++y)
    for (int x = 0; x < made.width; ++x) {
      const int i = (mirrored ? made.width - 1 - x : x) * step;
      const int j = (upsideDown ? made.height - 1 - y : y) * step;
      double sum = 0;
      for (int b = 0; b < step; ++b)
        for (int a = 0; a < step; ++a) sum += hu[std::size_t(j + b) * columns + i + a];
      const double level = (sum / (step * step) - darkestHu) / windowHu * 255;
      made.gray.push_back(std::uint8_t(std::clamp(level, 0.0, 255.0)));
    }
  return made;
}

}  // namespace bregma
