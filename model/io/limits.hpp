#pragma once

#include <cstdint>
#include <filesystem>

namespace bregma {

/// No head CT comes near it; what claims more is a mistake or an attack.
inline constexpr double maxDecodedBytes = 4e9;
/// Deflate cannot expand more than this.
inline constexpr double maxDeflateRatio = 1032;

/// Refuses before anything is allocated.
/// @throws Error FileTooLarge, FileDamaged (the file cannot hold what it claims)
void checkClaimedSize(const std::filesystem::path& path, double claimedBytes, bool compressed);

}  // namespace bregma
