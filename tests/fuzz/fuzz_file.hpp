#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "model/scan.hpp"

namespace bregma {

/// The fuzzer's bytes as a file of the given name, alone in a folder of this process.
inline std::filesystem::path fuzzFile(const std::uint8_t* data, std::size_t size,
                                      const std::string& name) {
  static const std::filesystem::path folder = [] {
    const auto made =
        std::filesystem::temp_directory_path() /
        ("bregma-fuzz-" + std::to_string(reinterpret_cast<std::uintptr_t>(&fuzzFile)));
    std::filesystem::create_directories(made);
    return made;
  }();
  std::ofstream(folder / name, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), std::streamsize(size));
  return folder / name;
}

/// A result or an Error; anything else ends the fuzzer.
inline int importOrRefuse(const std::filesystem::path& path) {
  try {
    importScan(path, {});
  } catch (const Error&) {
  }
  return 0;
}

}  // namespace bregma
