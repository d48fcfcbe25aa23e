#pragma once

#include <zlib.h>

#include <string>
#include <vector>

#include "tests/model/io/ct_files.hpp"

/// ZIP archives byte by byte, sound or not.
namespace bregma::test {

struct ZipEntry {
  std::string name, bytes;
  bool deflated = true;
  int flags = 0;
};

inline std::string zipOf(const std::vector<ZipEntry>& entries) {
  std::string all, list;
  for (const ZipEntry& e : entries) {
    const std::string packed = e.deflated ? rawDeflated(e.bytes) : e.bytes;
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(e.bytes.data()), uInt(e.bytes.size()));
    const std::string fields =
        little(20, 2) + little(std::uint32_t(e.flags), 2) + little(e.deflated ? 8 : 0, 2) +
        little(0, 4) + little(std::uint32_t(crc), 4) + little(std::uint32_t(packed.size()), 4) +
        little(std::uint32_t(e.bytes.size()), 4) + little(std::uint32_t(e.name.size()), 2) +
        little(0, 2);
    list += "PK\1\2" + little(20, 2) + fields + little(0, 2) + little(0, 4) + little(0, 4) +
            little(std::uint32_t(all.size()), 4) + e.name;
    all += "PK\3\4" + fields + e.name + packed;
  }
  const auto count = std::uint32_t(entries.size());
  return all + list + "PK\5\6" + little(0, 4) + little(count, 2) + little(count, 2) +
         little(std::uint32_t(list.size()), 4) + little(std::uint32_t(all.size()), 4) +
         little(0, 2);
}

}  // namespace bregma::test
