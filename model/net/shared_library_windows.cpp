#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <system_error>

#include "model/net/shared_library.hpp"

namespace bregma {

void* functionIn(const std::filesystem::path& library, const char* function, std::string& problem) {
  const HMODULE handle = LoadLibraryW(library.c_str());
  void* found = handle ? reinterpret_cast<void*>(GetProcAddress(handle, function)) : nullptr;
  if (!found) problem = std::system_category().message(int(GetLastError()));
  return found;
}

std::string libraryFileName(const std::string& name) { return name + ".dll"; }

std::filesystem::path runningFolder() {
  std::wstring path(32768, L'\0');
  path.resize(GetModuleFileNameW(nullptr, path.data(), DWORD(path.size())));
  return std::filesystem::path(path).parent_path();
}

}  // namespace bregma
