#include "model/io/jpeg2000/image.hpp"

#include <algorithm>
#include <cmath>

#include "model/io/jpeg2000/code_stream.hpp"
#include "model/io/jpeg2000/wavelet.hpp"

namespace bregma::jpeg2000 {

namespace {

constexpr int mostPlanes = 29;

std::int32_t coefficient(std::uint32_t twice) {
  const auto magnitude = std::int32_t(twice & 0x7fffffff) >> 1;
  return twice >> 31 ? -magnitude : magnitude;
}
float coefficient(std::uint32_t twice, float halfStep) {
  const float magnitude = float(twice & 0x7fffffff) * halfStep;
  return twice >> 31 ? -magnitude : magnitude;
}

/// Decodes every block to its place; false when one claims more than 32 bits hold.
template <class Value, class Convert>
bool decodeBlocks(const CodeStream& stream, const std::vector<Band>& bands,
                  std::vector<Value>& plane, Convert&& convert) {
  thread_local BitPlanes decoder;
  plane.assign(std::size_t(stream.width) * std::size_t(stream.height), Value(0));
  for (const Band& band : bands)
    for (const Block& block : band.blocks) {
      if (block.planes > mostPlanes) return false;
      if (block.segments.empty()) continue;
      const std::uint32_t* from = decoder.decode(block, band.orientation, stream.style).data();
      for (int y = 0; y < block.height; ++y) {
        const std::uint32_t* row = from + y / 4 * 4 * block.width + y % 4;
        Value* to = plane.data() + std::ptrdiff_t(block.top + y) * stream.width + block.left;
        for (int x = 0; x < block.width; ++x) to[x] = convert(row[4 * x], band);
      }
    }
  return true;
}

}  // namespace

bool decodeImage(std::string_view data, int width, int height, std::vector<std::uint16_t>& values) {
  const auto stream = codeStreamIn(data);
  if (!stream || stream->width != width || stream->height != height) return false;
  const auto bands = bandsOf(*stream);
  if (!bands) return false;
  const int shift = stream->isSigned ? 0 : 1 << (stream->bits - 1);
  const int low = stream->isSigned ? -(1 << (stream->bits - 1)) : 0;
  const int high = low + (1 << stream->bits) - 1;
  values.resize(std::size_t(width) * std::size_t(height));
  if (stream->reversible) {
    thread_local std::vector<std::int32_t> plane, scratch;
    if (!decodeBlocks(*stream, *bands, plane,
                      [](std::uint32_t v, const Band&) { return coefficient(v); }))
      return false;
    scratch.resize(plane.size());
    inverseWavelet53(plane, scratch, width, height, stream->levels);
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = std::uint16_t(std::clamp(plane[i], low - shift, high - shift) + shift);
  } else {
    thread_local std::vector<float> plane, scratch;
    if (!decodeBlocks(*stream, *bands, plane, [](std::uint32_t v, const Band& band) {
          return coefficient(v, 0.5f * band.step);
        }))
      return false;
    scratch.resize(plane.size());
    inverseWavelet97(plane, scratch, width, height, stream->levels);
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = std::uint16_t(
          int(std::lrint(std::clamp(plane[i], float(low - shift), float(high - shift)))) + shift);
  }
  return true;
}

}  // namespace bregma::jpeg2000
