#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/error.hpp"
#include "model/head_ct.hpp"
#include "model/plan.hpp"
#include "model/progress.hpp"
#include "model/volume.hpp"

namespace bregma {

/// What import makes of a folder or a file. Carries no patient identity.
struct Scan {
  /// HU on an axis-aligned LPS grid. A mask (isMask) is 0 and 1000, so its surface is at 500.
  CtVolume ct;
  bool isMask = false;
  /// For masks: the grid of the file and its voxels (0/1), so that results can be written on it.
  ObliqueGeometry sourceGeometry;
  std::vector<std::uint8_t> sourceMask;
  double rescaleSlope = 1;  ///< HU = slope · stored + intercept
  double rescaleIntercept = -1024;
  std::string format;     ///< "dicom", "inv3", "nrrd", "nifti"
  std::string seriesUid;  ///< empty when the format has none
  std::string sha256;     ///< of the file; DICOM: over the files' SHA-256 in slice order
  std::vector<Finding> findings;
};

/// One series (or one file) that could be opened. No patient identity.
struct SeriesSummary {
  std::string uid;  ///< empty when the format has none
  std::string modality;
  std::string description;
  std::string transferSyntax;
  std::string kernel;          ///< as the scanner names it; empty when it does not
  HeadCtLikeness likeness;     ///< of DICOM series
  std::filesystem::path path;  ///< the file, or the folder that holds the slices
  int slices = 0;
  std::array<int, 3> size{};  ///< columns, rows, slices
  Vec3 spacing;               ///< mm: column, row, slice (median)
  double tiltDeg = 0;
  std::vector<Finding> findings;
};

/// Everything that could be opened under `path`, best candidate for a head CT first.
/// @throws Error PathMissing, FolderEmpty, FormatUnknown, FileDamaged
/// Cancel: once a file.
std::vector<SeriesSummary> listSeries(const std::filesystem::path& path, Progress progress = {});

/// Opens a DICOM folder (searched recursively), a ZIP of one, a file, `.inv3`, NRRD or NIfTI.
/// @throws Error of the input kind
/// Cancel: once a slice or a pass over the volume.
Scan importScan(const std::filesystem::path& path, const ImportSettings& settings,
                Progress progress = {});

}  // namespace bregma
