#include "training/png.hpp"

#include <zlib.h>

#include <string_view>

namespace bregma {

namespace {

void appendNumber(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(char(value >> shift & 0xff));
}

void appendChunk(std::string& out, std::string_view kind, std::string_view content) {
  appendNumber(out, std::uint32_t(content.size()));
  std::string body(kind);
  body += content;
  out += body;
  appendNumber(
      out, std::uint32_t(crc32(0, reinterpret_cast<const Bytef*>(body.data()), uInt(body.size()))));
}

std::string deflated(const std::string& raw) {
  uLongf size = compressBound(uLong(raw.size()));
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(raw.data()),
            uLong(raw.size()), Z_BEST_COMPRESSION);
  out.resize(size);
  return out;
}

}  // namespace

std::string pngBytes(const GrayPicture& picture) {
  std::string header;
  appendNumber(header, std::uint32_t(picture.width));
  appendNumber(header, std::uint32_t(picture.height));
  header += std::string("\x08\x00\x00\x00\x00", 5);  // 8 bit, gray, deflate, filters by row, plain
  std::string rows;
  for (int row = 0; row < picture.height; ++row) {
    rows.push_back('\0');  // no filter
    rows.append(
        reinterpret_cast<const char*>(picture.pixels.data()) + std::size_t(row) * picture.width,
        std::size_t(picture.width));
  }
  std::string out("\x89PNG\r\n\x1a\n", 8);
  appendChunk(out, "IHDR", header);
  appendChunk(out, "IDAT", deflated(rows));
  appendChunk(out, "IEND", "");
  return out;
}

}  // namespace bregma
