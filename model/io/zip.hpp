#pragma once

#include <filesystem>

#include "model/progress.hpp"

namespace bregma {

/// By its first bytes.
bool isZip(const std::filesystem::path& path);

/// A folder in the system's place for such, gone with its owner.
class TemporaryFolder {
 public:
  /// @throws Error WriteFailed
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Writes the files of an archive into `folder` under numbers and their extension: where they say
/// that they belong is not believed. Folders, links and hidden files are passed over.
/// @throws Error FileDamaged (not an archive, cut short, encrypted, wrong checksum), FileTooLarge,
/// WriteFailed
/// Cancel: once a file.
void unpackZip(const std::filesystem::path& archive, const std::filesystem::path& folder,
               Progress progress = {});

}  // namespace bregma
