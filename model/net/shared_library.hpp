#pragma once

#include <filesystem>
#include <string>

namespace bregma {

/// The address of a function in a shared library, which stays open until the program ends. Null
/// when there is no such library or function; `problem` then says why.
void* functionIn(const std::filesystem::path& library, const char* function, std::string& problem);

/// As the system calls a library: "bregma_net" → "libbregma_net.so".
std::string libraryFileName(const std::string& name);

/// The folder of the program that runs.
std::filesystem::path runningFolder();

}  // namespace bregma
