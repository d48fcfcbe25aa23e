#include "model/io/tar.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <vector>

namespace bregma {

namespace {
// 15 + 16: gzip only, its checksum verified at the end. Negative: no frame, no checksum.
constexpr int gzipFrame = 15 + 16, noFrame = -15;
}  // namespace

struct ByteStream::Inflater {
  z_stream stream{};
  bool ended = false;
  explicit Inflater(int frame) {
    if (inflateInit2(&stream, frame) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream); }
};

ByteStream::ByteStream(std::string_view file, double limit) : file_(file), left_(limit) {
  if (file.starts_with("\x1f\x8b")) inflater_ = std::make_unique<Inflater>(gzipFrame);
}

ByteStream ByteStream::ofRawDeflate(std::string_view deflated, double limit) {
  return ByteStream(deflated, limit, std::make_unique<Inflater>(noFrame));
}

ByteStream::ByteStream(std::string_view file, double limit, std::unique_ptr<Inflater> inflater)
    : file_(file), left_(limit), inflater_(std::move(inflater)) {}

ByteStream::~ByteStream() = default;

std::size_t ByteStream::read(std::span<char> out) {
  std::size_t got = 0;
  if (!inflater_) {
    got = std::min(out.size(), file_.size());
    std::copy_n(file_.data(), got, out.data());
    file_.remove_prefix(got);
  }
  while (inflater_ && !inflater_->ended && got < out.size()) {
    z_stream& z = inflater_->stream;
    const std::size_t piece = std::min<std::size_t>(file_.size(), 1 << 20);
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(file_.data()));
    z.avail_in = uInt(piece);
    z.next_out = reinterpret_cast<Bytef*>(out.data() + got);
    const uInt room = uInt(std::min<std::size_t>(out.size() - got, 1 << 28));
    z.avail_out = room;
    const int status = inflate(&z, Z_NO_FLUSH);
    file_.remove_prefix(piece - z.avail_in);
    got += room - z.avail_out;
    if (status == Z_STREAM_END)
      inflater_->ended = true;
    else if (status != Z_OK)
      throw BadData{"the compressed data are damaged or cut short"};
  }
  left_ -= double(got);
  if (left_ < 0) throw BadData{"unpacks to far more than a head scan"};
  return got;
}

namespace {

using Block = std::array<char, 512>;

/// An octal number of a header field, ended by a space or a NUL.
std::size_t octal(const char* field, std::size_t length) {
  std::size_t value = 0, i = 0;
  while (i < length && field[i] == ' ') ++i;
  for (; i < length && field[i] != ' ' && field[i] != '\0'; ++i) {
    if (field[i] < '0' || field[i] > '7') throw BadData{"an archive header is damaged"};
    value = value * 8 + std::size_t(field[i] - '0');
  }
  return value;
}

void verifyChecksum(const Block& header) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < header.size(); ++i)
    sum +=
        i >= 148 && i < 156 ? std::size_t(' ') : std::size_t(static_cast<unsigned char>(header[i]));
  if (sum != octal(header.data() + 148, 8)) throw BadData{"an archive header is damaged"};
}

std::string nameOf(const Block& header) {
  std::string_view name(header.data(), 100);
  name = name.substr(0, name.find('\0'));
  return std::string(name.substr(name.rfind('/') + 1));
}

void skip(ByteStream& stream, std::size_t length) {
  std::vector<char> waste(std::min<std::size_t>(length, 1 << 18));
  while (length > 0) {
    const std::size_t piece = std::min(length, waste.size());
    if (stream.read({waste.data(), piece}) != piece) throw BadData{"the archive is cut short"};
    length -= piece;
  }
}

/// Grows with what really arrives: the header's size is only a claim.
std::string content(ByteStream& stream, std::size_t length) {
  std::string bytes;
  while (bytes.size() < length) {
    const std::size_t at = bytes.size();
    const std::size_t piece =
        std::min<std::size_t>(length - at, std::max<std::size_t>(at, 1 << 22));
    bytes.resize(at + piece);
    if (stream.read({bytes.data() + at, piece}) != piece) throw BadData{"the archive is cut short"};
  }
  return bytes;
}

}  // namespace

void readTar(ByteStream& stream, const std::function<std::size_t(std::string_view)>& limitOf,
             const std::function<void(std::string, std::string)>& take) {
  for (Block header; const std::size_t got = stream.read(header);) {
    if (got != header.size()) throw BadData{"the archive is cut short"};
    if (std::ranges::all_of(header, [](char c) { return c == '\0'; })) {
      // The rest is padding; reading it on lets gzip verify its checksum.
      while (stream.read(header) > 0) {
      }
      return;
    }
    verifyChecksum(header);
    const std::size_t size = octal(header.data() + 124, 12);
    const bool regular = header[156] == '0' || header[156] == '\0';
    const std::string name = nameOf(header);
    const std::size_t limit = regular ? limitOf(name) : 0;
    if (limit > 0) {
      if (size > limit) throw BadData{"an entry of the archive is too large"};
      std::string bytes = content(stream, size);
      take(name, std::move(bytes));
    } else {
      skip(stream, size);
    }
    skip(stream, (512 - size % 512) % 512);
  }
}

std::string inflated(std::string_view zlib, std::size_t length) {
  std::string out(length, '\0');
  uLongf got = length;
  const int status = uncompress(reinterpret_cast<Bytef*>(out.data()), &got,
                                reinterpret_cast<const Bytef*>(zlib.data()), uLong(zlib.size()));
  if (status != Z_OK || got != length) throw BadData{"compressed data are damaged"};
  return out;
}

std::string inflatedRaw(std::string_view deflated, double limit) {
  ByteStream stream = ByteStream::ofRawDeflate(deflated, limit);
  std::string out;
  for (std::size_t filled = 0;;) {
    // Grown as data come: what a header claims is not believed.
    out.resize(filled + std::max<std::size_t>(1 << 16, filled));
    const std::size_t got = stream.read(std::span(out).subspan(filled));
    filled += got;
    if (filled == out.size()) continue;
    out.resize(filled);
    return out;
  }
}

}  // namespace bregma
