#pragma once

#include "model/io/dicom_series.hpp"
#include "model/series_catalog.hpp"

namespace bregma {

/// What a file's header says of the patient and the study; empty when it cannot be read.
SeriesIdentity identityOf(const std::filesystem::path& file);

/// The middle slice at bone's window, at most 128 pixels wide.
Thumbnail thumbnailOf(const DicomSeries& series);

}  // namespace bregma
