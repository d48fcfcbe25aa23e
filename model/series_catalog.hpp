#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/progress.hpp"
#include "model/scan.hpp"
#include "model/thumbnail.hpp"

namespace bregma {

/// Who and when, UTF-8. Shown in the browser only, never written into a case.
struct SeriesIdentity {
  std::string patientName, patientId, birthDate, sex;
  std::string studyUid, studyDate, studyDescription;
  std::string seriesDate;  ///< of the acquisition, else of the series, else of the study
};

struct CatalogEntry {
  SeriesSummary summary;
  SeriesIdentity identity;
  std::string scanner;  ///< maker and model; empty when not told
  /// The middle slice, patient's right on the left and anterior on top; the bone in 3-D of series
  /// that may be head CTs. Empty when the slices cannot be decoded.
  Thumbnail slice, bone;
  std::filesystem::path sample;  ///< a file that is gone when the series is gone or moved
};

struct Catalog {
  std::vector<CatalogEntry> entries;  ///< best candidate for a head CT first
  int filesSeen = 0;
  int filesDamaged = 0;
};

/// Everything that could be opened under a folder, ZIP, DICOMDIR or file. Damaged files are counted
/// and passed over. A ZIP is unpacked into a temporary folder for as long as this takes.
/// @throws Error PathMissing, FolderEmpty, FormatUnknown (of a single file), FileDamaged (a ZIP)
/// Cancel: once a file. About 10 000 files in 2 s, 10 to 100 ms more a series.
Catalog catalogSeries(const std::filesystem::path& path, Progress progress = {});

}  // namespace bregma
