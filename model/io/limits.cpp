#include "model/io/limits.hpp"

#include "model/error.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

void checkClaimedSize(const std::filesystem::path& path, double claimedBytes, bool compressed) {
  if (!(claimedBytes <= maxDecodedBytes))
    throw Error(ErrorCode::FileTooLarge, {utf8(path), claimedBytes / 1e9, maxDecodedBytes / 1e9});
  std::error_code failure;
  const auto onDisk = std::filesystem::file_size(path, failure);
  if (failure) throw Error(ErrorCode::FileDamaged, {utf8(path), "cannot be read"});
  if (claimedBytes > double(onDisk) * (compressed ? maxDeflateRatio : 1))
    throw Error(ErrorCode::FileDamaged, {utf8(path), "shorter than its header says"});
}

}  // namespace bregma
