#pragma once

#include <filesystem>
#include <string>

namespace bregma {

/// All bytes of a file. @throws Error PathMissing, FileDamaged, FileTooLarge (above `limit` bytes)
std::string readFile(const std::filesystem::path& path, double limit);
/// The same into a buffer that is used again: one allocation for many files.
void readFile(const std::filesystem::path& path, double limit, std::string& bytes);

}  // namespace bregma
