#pragma once

#include <zlib.h>

#include <cstdio>
#include <optional>
#include <string>

/// Archives byte by byte, sound or not.
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

inline std::string gzipped(const std::string& bytes) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
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

}  // namespace bregma::test
