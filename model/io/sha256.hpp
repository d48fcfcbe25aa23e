#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace bregma {

/// SHA-256 of bytes that arrive piece by piece.
class Sha256 {
 public:
  Sha256();
  void update(std::span<const std::byte> bytes);
  void update(std::string_view text);
  /// 64 lower-case hexadecimal digits of everything so far; more may follow.
  std::string hex() const;

 private:
  alignas(8) std::array<std::byte, 128> state_;
};

/// @throws Error PathMissing, FileDamaged (unreadable)
std::string sha256OfFile(const std::filesystem::path& path);
std::string sha256OfText(std::string_view text);

}  // namespace bregma
