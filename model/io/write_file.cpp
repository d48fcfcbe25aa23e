#include "model/io/write_file.hpp"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include "model/error.hpp"

namespace bregma {

namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::FILE* openForWriting(const std::filesystem::path& path) {
#ifdef _WIN32
  return _wfopen(path.c_str(), L"wb");
#else
  return std::fopen(path.c_str(), "wb");
#endif
}

bool flushToDisk(std::FILE* file) {
  if (std::fflush(file) != 0) return false;
#ifdef _WIN32
  return _commit(_fileno(file)) == 0;
#else
  // Pipes and some network file systems cannot; they have taken the bytes all the same.
  return fsync(fileno(file)) == 0 || errno == EINVAL || errno == ENOSYS;
#endif
}

}  // namespace

void writeFileAtomically(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::path part = path;
  part += ".part";
  const auto lastError = [] { return std::error_code(errno, std::generic_category()); };
  std::unique_ptr<std::FILE, Close> file(openForWriting(part));
  if (!file) throw Error(ErrorCode::WriteFailed, {utf8(path), lastError().message()});
  std::error_code failure;
  if (std::fwrite(bytes.data(), 1, bytes.size(), file.get()) != bytes.size() ||
      !flushToDisk(file.get()))
    failure = lastError();
  if (std::fclose(file.release()) != 0 && !failure) failure = lastError();
  if (!failure) std::filesystem::rename(part, path, failure);
  if (!failure) return;
  std::error_code ignored;
  std::filesystem::remove(part, ignored);
  throw Error(ErrorCode::WriteFailed, {utf8(path), failure.message()});
}

std::string utf8(const std::filesystem::path& path) {
  const std::u8string text = path.u8string();
  return {text.begin(), text.end()};
}

}  // namespace bregma
