#include "model/io/read_file.hpp"

#include <fstream>

#include "model/error.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

std::string readFile(const std::filesystem::path& path, double limit) {
  std::string bytes;
  readFile(path, limit, bytes);
  return bytes;
}

void readFile(const std::filesystem::path& path, double limit, std::string& bytes) {
  std::error_code failure;
  if (!std::filesystem::exists(path, failure)) throw Error(ErrorCode::PathMissing, {utf8(path)});
  const auto size = std::filesystem::file_size(path, failure);
  if (failure) throw Error(ErrorCode::FileDamaged, {utf8(path), "cannot be read"});
  if (double(size) > limit)
    throw Error(ErrorCode::FileTooLarge, {utf8(path), double(size) / 1e9, limit / 1e9});
  bytes.resize(size);
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), std::streamsize(size));
  if (file.gcount() != std::streamsize(size))
    throw Error(ErrorCode::FileDamaged, {utf8(path), "cannot be read"});
}

}  // namespace bregma
