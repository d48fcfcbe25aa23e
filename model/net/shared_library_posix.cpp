#include <dlfcn.h>

#include "model/net/shared_library.hpp"

namespace bregma {

void* functionIn(const std::filesystem::path& library, const char* function, std::string& problem) {
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* found = handle ? dlsym(handle, function) : nullptr;
  if (!found) {
    const char* reason = dlerror();
    problem = reason ? reason : "unknown";
  }
  return found;
}

std::string libraryFileName(const std::string& name) {
#ifdef __APPLE__
  return "lib" + name + ".dylib";
#else
  return "lib" + name + ".so";
#endif
}

std::filesystem::path runningFolder() {
  std::error_code failure;
#ifdef __linux__
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failure);
#else
  Dl_info info{};
  dladdr(reinterpret_cast<const void*>(&runningFolder), &info);
  const auto program = std::filesystem::canonical(info.dli_fname ? info.dli_fname : "", failure);
#endif
  return program.parent_path();
}

}  // namespace bregma
