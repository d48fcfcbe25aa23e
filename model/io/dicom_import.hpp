#pragma once

#include <string>

#include "model/io/dicom_series.hpp"
#include "model/scan.hpp"

namespace bregma {

/// One line for the browser; geometry that cannot be imported gives size and count only.
SeriesSummary summarizeDicom(const DicomSeries& series);

/// The series that the settings name, else the best candidate; HU on an axis-aligned LPS grid.
/// @throws Error SeriesNotFound, NotCt, SliceGeometry, SeriesTooShort, FileDamaged, FileTooLarge
/// Cancel: once a slice. About 0.3 s for 300 uncompressed slices of 512×512 in the cache of the
/// disk, on 2 cores.
Scan importDicom(const DicomFolder& folder, const ImportSettings& settings, Progress progress = {});

}  // namespace bregma
