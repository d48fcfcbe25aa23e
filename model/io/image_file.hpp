#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "model/geometry.hpp"
#include "model/progress.hpp"
#include "model/scan.hpp"

namespace bregma {

/// By name: .nrrd, .nii, .nii.gz
bool isImageFile(const std::filesystem::path& path);

/// A CT or a mask in NRRD or NIfTI, of any direction matrix. A mask is a file with at most two
/// values, both small and not negative, or labels in a file whose name says so.
/// @throws Error FileDamaged, FileTooLarge, SeriesTooShort, NotCt
/// Cancel: between reading, converting and aligning. About 1.5 s for a 512×512×250 mask.
Scan importImageFile(const std::filesystem::path& path, Progress progress = {});

/// A mask as importing its file gives it, but for the format, the SHA-256 and the findings, which
/// are the file's. About 1 s for 512×512×250 where the grid is oblique.
Scan scanOfMask(const ObliqueGeometry& geometry, std::vector<std::uint8_t> mask,
                Progress progress = {});

/// What the header says; nothing is decoded.
SeriesSummary summarizeImageFile(const std::filesystem::path& path);

/// A mask on the grid of its file.
struct MaskFile {
  ObliqueGeometry geometry;
  std::vector<std::uint8_t> voxels;  ///< 0 or 1
};
/// @throws Error PathMissing, FormatUnknown, FileDamaged, FileTooLarge
MaskFile readMask(const std::filesystem::path& path);

/// NRRD, gzip, 8 bit, LPS. Written to a temporary file, then renamed.
/// @throws Error WriteFailed
void writeMaskNrrd(const std::filesystem::path& path, const ObliqueGeometry& geometry,
                   std::span<const std::uint8_t> voxels);

}  // namespace bregma
