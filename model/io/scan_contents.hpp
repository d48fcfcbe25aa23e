#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "model/io/dicom_series.hpp"
#include "model/io/zip.hpp"

namespace bregma {

/// What a path holds, sorted by how it is read.
struct ScanContents {
  std::vector<std::filesystem::path> images, projects, others;
  std::filesystem::path picked;               ///< the file that was named, when it was a DICOM file
  std::shared_ptr<TemporaryFolder> unpacked;  ///< keeps what an archive held
};

/// Of a folder (recursively, without what cases exported), ZIP, DICOMDIR (its folder) or file (a
/// DICOM file: its folder).
/// @throws Error PathMissing, FolderEmpty, FormatUnknown, FileDamaged (a ZIP)
ScanContents contentsOf(const std::filesystem::path& path, const Progress& progress);

/// The series among them; of a DICOM file that was named, its own alone.
DicomFolder dicomOf(const ScanContents& contents, const Progress& progress);

}  // namespace bregma
