#pragma once

#include "model/io/dicom_series.hpp"
#include "model/thumbnail.hpp"

namespace bregma {

/// The middle slice at bone's window, at most 128 pixels wide, patient's right on the left and
/// anterior on top; empty when it cannot be decoded.
Thumbnail sliceThumbnailOf(const DicomSeries& series);

/// The bone in 3-D, from some 60 of the slices; empty when they make no volume.
/// Cancel: once a slice. About 60 ms when the slices are not compressed.
Thumbnail boneThumbnailOf(const DicomSeries& series, Progress progress = {});

}  // namespace bregma
