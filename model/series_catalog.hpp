#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "model/progress.hpp"
#include "model/scan.hpp"

namespace bregma {

/// Who and when, UTF-8. Shown in the browser only, never written into a case.
struct SeriesIdentity {
  std::string patientName, patientId, birthDate, sex;
  std::string studyUid, studyDate, studyDescription;
};

/// The middle slice, patient's right on the left and anterior on top; 8 bit, row by row.
struct Thumbnail {
  int width = 0, height = 0;
  std::vector<std::uint8_t> gray;
};

struct CatalogEntry {
  SeriesSummary summary;
  SeriesIdentity identity;
  Thumbnail thumbnail;  ///< empty when the slice cannot be decoded
};

struct Catalog {
  std::vector<CatalogEntry> entries;  ///< best candidate for a head CT first
  int filesSeen = 0;
  int filesDamaged = 0;
};

/// Everything that could be opened under a folder, ZIP, DICOMDIR or file. Damaged files are counted
/// and passed over. A ZIP is unpacked into a temporary folder for as long as this takes.
/// @throws Error PathMissing, FolderEmpty, FormatUnknown (of a single file), FileDamaged (a ZIP)
/// Cancel: once a file. About 10 000 files in 2 s, 50 ms more a series.
Catalog catalogSeries(const std::filesystem::path& path, Progress progress = {});

}  // namespace bregma
