#include <zlib.h>

#include <charconv>
#include <string>

#include "model/io/image_file.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

namespace {

std::string textOf(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string textOf(const Vec3& v) {
  std::string text = "(";
  text.append(textOf(v.x)).append(",").append(textOf(v.y)).append(",").append(textOf(v.z));
  return text.append(")");
}

void appendGzipped(std::span<const std::uint8_t> bytes, std::string& out) {
  z_stream stream{};
  // 15 + 16: a gzip header without time or name, so the bytes depend on the voxels alone.
  if (deflateInit2(&stream, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::vector<char> block(1 << 18);
  std::size_t at = 0;
  int status = Z_OK;
  while (status == Z_OK) {
    if (stream.avail_in == 0) {
      const std::size_t piece = std::min<std::size_t>(bytes.size() - at, 1 << 20);
      stream.next_in = const_cast<Bytef*>(bytes.data() + at);
      stream.avail_in = uInt(piece);
      at += piece;
    }
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = uInt(block.size());
    status = deflate(&stream, at == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
    out.append(block.data(), block.size() - stream.avail_out);
    if (status == Z_BUF_ERROR) status = Z_OK;
  }
  deflateEnd(&stream);
}

}  // namespace

void writeMaskNrrd(const std::filesystem::path& path, const ObliqueGeometry& geometry,
                   std::span<const std::uint8_t> voxels) {
  std::string bytes = "NRRD0004\ntype: uint8\ndimension: 3\nspace: left-posterior-superior\nsizes:";
  for (const int n : geometry.size) bytes.append(" ").append(std::to_string(n));
  bytes.append("\nspace directions:");
  for (const Vec3& step : geometry.steps.columns) bytes.append(" ").append(textOf(step));
  bytes.append("\nkinds: domain domain domain\nencoding: gzip\nspace origin: ")
      .append(textOf(geometry.origin))
      .append("\n\n");
  appendGzipped(voxels, bytes);
  writeFileAtomically(path, bytes);
}

}  // namespace bregma
