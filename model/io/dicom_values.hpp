#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/io/dicom_series.hpp"
#include "model/progress.hpp"

namespace bregma {

/// The grey values of slices that lie on one stack.
struct StackValues {
  std::vector<std::int16_t> hu;    ///< slice after slice; air where the file has no data
  std::string sha256;              ///< over the files' SHA-256 in slice order
  std::optional<int> clippedAtHu;  ///< where the scanner or an export cut them off
};

/// Reads, hashes, decodes and rescales. @throws Error FileDamaged
/// Cancel: once a slice.
StackValues readValues(const std::vector<DicomSlice>& slices, Progress progress);

/// How many of the slices that lie where another one does show something else than it.
/// @throws Error FileDamaged
int contradictions(const DicomSeries& series, const std::vector<std::int16_t>& hu);

}  // namespace bregma
