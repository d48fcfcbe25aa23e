#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/error.hpp"
#include "model/geometry.hpp"
#include "model/progress.hpp"
#include "model/vec3.hpp"

namespace bregma {

/// What one file's header says; no patient identity, no pixels.
struct DicomSlice {
  std::filesystem::path path;
  std::string sopUid, seriesUid, modality, description, transferSyntax;
  int columns = 0, rows = 0, frames = 1, samples = 1;
  double columnSpacing = 1, rowSpacing = 1;  ///< mm between columns, between rows
  bool placed = false;                       ///< position and directions are there and sound
  Vec3 position;                             ///< center of the first voxel
  Vec3 alongRow, alongColumn;                ///< unit; to the next column, to the next row
  double slope = 1, intercept = 0;
  int bitsAllocated = 16, bitsStored = 16, highBit = 15;
  bool isSigned = false;
  std::optional<std::uint16_t> padding;  ///< raw bits of the value that stands for no data
  std::uint64_t pixelStart = 0;  ///< where the value of the pixel element begins in the file
  bool plain16 = false;          ///< 16-bit little-endian values, as many as the image has
  bool fragmented = false;       ///< compressed
  bool bigEndian = false;
};

/// Reads a header up to the pixels; nothing when the file is not a DICOM image.
/// @throws Error FileDamaged
std::optional<DicomSlice> readSliceHeader(const std::filesystem::path& path);

/// The images of one acquisition: one series UID, size, spacing and orientation.
struct DicomSeries {
  std::vector<DicomSlice> slices;  ///< along the slice normal, ascending; doubles dropped
  int doubled = 0;

  const DicomSlice& first() const { return slices.front(); }
};

struct DicomFolder {
  std::vector<DicomSeries> series;  ///< best candidate for a head CT first
  int filesSeen = 0;
  int imagesSkipped = 0;  ///< colored or multi-frame images
};

/// All series of a folder, or of the files given.
/// @throws Error FileDamaged
/// Cancel: once a file. About 0.1 ms a file.
DicomFolder scanDicom(const std::vector<std::filesystem::path>& files, Progress progress = {});

/// Where the slices lie, from their positions alone: tags that speak of tilt are not believed.
struct SliceLayout {
  ObliqueGeometry grid;                ///< third axis: from slice to slice; sheared when tilted
  std::vector<double> slicePositions;  ///< in steps of the third axis; empty when even
  double tiltDeg = 0;                  ///< between the slice normal and the way of the slices
  double stepMm = 0;                   ///< along the normal, the most common one
  std::vector<Finding> findings;       ///< tilt, uneven, missing, doubled, thick
};

/// @throws Error SeriesTooShort, SliceGeometry
SliceLayout layoutOf(const DicomSeries& series);

}  // namespace bregma
