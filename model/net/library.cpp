#include "model/net/library.hpp"

#include "model/error.hpp"
#include "model/net/shared_library.hpp"

namespace bregma {

namespace {

const NetLibrary* opened() {
  const std::string file = libraryFileName("bregma_net");
  std::filesystem::path path = runningFolder() / file;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    path = runningFolder().parent_path() / "lib" / "bregma" / file;
  std::string problem;
  void* function = functionIn(path, "bregmaNetLibrary", problem);
  if (!function) throw Error(ErrorCode::NetworkLibrary, {problem});
  const NetLibrary* library = reinterpret_cast<const NetLibrary* (*)()>(function)();
  if (library->version != netLibraryVersion)
    throw Error(ErrorCode::NetworkLibrary, {std::string("it is of another version")});
  return library;
}

}  // namespace

const NetLibrary& netLibrary() {
  static const NetLibrary* library = opened();  // tried again when it throws
  return *library;
}

}  // namespace bregma
