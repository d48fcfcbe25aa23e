#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace bregma {

/// Writes the bytes to a temporary file beside `path`, flushes it to the disk and renames it, so
/// `path` holds either what it held before or all of `bytes`.
/// @throws Error WriteFailed
void writeFileAtomically(const std::filesystem::path& path, std::string_view bytes);

/// A path as UTF-8, for messages and JSON.
std::string utf8(const std::filesystem::path& path);

}  // namespace bregma
