#pragma once

#include <QImage>
#include <vector>

#include "tests/edge_letters.hpp"

namespace bregma::test {

inline EdgeLetters edgeLettersIn(const QImage& image, Ink ink) {
  const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
  std::vector<std::uint8_t> rows;  // without the padding of QImage's
  for (int y = 0; y < rgb.height(); ++y)
    rows.insert(rows.end(), rgb.constScanLine(y), rgb.constScanLine(y) + 3 * rgb.width());
  return edgeLettersIn(rgb.width(), rgb.height(), rows.data(), ink);
}

}  // namespace bregma::test
