#pragma once

#include <zlib.h>

#include <cstdio>
#include <cstring>
#include <optional>
#include <string>

/// Archives and images byte by byte, sound or not.
namespace bregma::test {

/// A tar entry; `claimed` is the size in its header when it is not the true one.
inline std::string tarEntry(const std::string& name, const std::string& bytes, char type = '0',
                            std::optional<std::size_t> claimed = std::nullopt) {
  std::string header(512, '\0');
  header.replace(0, name.size(), name);
  char text[13];
  std::snprintf(text, sizeof text, "%011zo", claimed.value_or(bytes.size()));
  header.replace(124, 11, text);
  header[156] = type;
  header.replace(257, 5, "ustar");
  header.replace(148, 8, "        ");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  std::snprintf(text, sizeof text, "%06o", sum);
  header.replace(148, 7, std::string(text, 7));
  return header + bytes + std::string((512 - bytes.size() % 512) % 512, '\0');
}

/// `windowBits` as zlib has it: 31 for gzip, -15 for a bare stream.
inline std::string deflated(const std::string& bytes, int windowBits) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, bytes.size()) + 64, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = uInt(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = uInt(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

inline std::string gzipped(const std::string& bytes) { return deflated(bytes, 31); }

inline void putFloat(std::string& bytes, std::size_t at, float value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

/// The smallest NIfTI file that the reader takes: 8×8×8, int16, no transform.
inline std::string smallNifti() {
  std::string bytes(352 + 1024, '\0');
  const auto put16 = [&](std::size_t at, int v) {
    bytes[at] = char(v & 0xff);
    bytes[at + 1] = char(v >> 8);
  };
  put16(0, 348);
  put16(40, 3);
  for (const std::size_t d : {42, 44, 46}) put16(d, 8);
  for (const std::size_t d : {48, 50, 52, 54}) put16(d, 1);
  put16(70, 4), put16(72, 16);
  for (std::size_t d = 76; d < 92; d += 4) putFloat(bytes, d, 1);
  putFloat(bytes, 108, 352);
  bytes.replace(344, 3, "n+1");
  return bytes;
}

}  // namespace bregma::test
