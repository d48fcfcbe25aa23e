#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/error.hpp"
#include "model/geometry.hpp"
#include "model/head_ct.hpp"
#include "model/progress.hpp"
#include "model/vec3.hpp"

namespace bregma {

/// What a file's header says of one image; no patient identity, no pixels.
struct DicomSlice {
  std::filesystem::path path;
  std::string sopUid, seriesUid, modality, description, transferSyntax;
  std::string sopClass, imageType, kernel;
  std::string scanner;  ///< maker and model
  std::string acquisition, temporalPosition, acquisitionTime, tubeVoltage;  ///< as written
  int instance = 0;
  int frame = 0;           ///< of `frames` in the file
  double thicknessMm = 0;  ///< 0: not told
  int columns = 0, rows = 0, frames = 1, samples = 1;
  double columnSpacing = 1, rowSpacing = 1;  ///< mm between columns, between rows
  bool placed = false;                       ///< position and directions are there and sound
  Vec3 position;                             ///< center of the first voxel
  Vec3 alongRow, alongColumn;                ///< unit; to the next column, to the next row
  double slope = 1, intercept = 0;
  int bitsAllocated = 16, bitsStored = 16, highBit = 15;
  bool isSigned = false;
  /// Raw bits of the values that stand for no data: one, or all between two.
  std::optional<std::uint16_t> padding, paddingLimit;
  std::uint64_t deflatedFrom = 0;  ///< where the deflated part of the file begins; 0: not deflated
  std::uint64_t pixelStart = 0;    ///< where the value of the pixel element begins, inflated
  bool plain16 = false;            ///< 16-bit little-endian values, as many as the image has
  bool fragmented = false;         ///< compressed
  bool bigEndian = false;

  bool isLocalizer() const { return imageType.find("LOCALIZER") != std::string::npos; }
};

/// Reads a header up to the pixels; nothing when the file is not a DICOM image. Of a multi-frame
/// image it is the first frame.
/// @throws Error FileDamaged
std::optional<DicomSlice> readSliceHeader(const std::filesystem::path& path);

/// The images of a file: one, or each frame of an enhanced image with its own place. A multi-frame
/// image without places is one image of so many `frames`.
/// @throws Error FileDamaged
std::vector<DicomSlice> readSliceHeaders(const std::filesystem::path& path);

/// A slice that lies where another one does.
struct DoubledSlice {
  std::size_t of = 0;  ///< index into the slices that were kept
  DicomSlice slice;
};

/// The images of one acquisition: one series UID, size, spacing, orientation, kernel and time.
struct DicomSeries {
  std::vector<DicomSlice> slices;  ///< along the slice normal, ascending
  std::vector<DoubledSlice> doubled;
  int part = 1;                   ///< of the stacks under one series UID; 1 is the best of them
  std::vector<Finding> findings;  ///< about the other stacks under the UID

  const DicomSlice& first() const { return slices.front(); }
  /// The series UID, with #2 … for further stacks under it.
  std::string uid() const;
};

struct DicomFolder {
  std::vector<DicomSeries> series;  ///< best candidate for a head CT first
  int filesSeen = 0;
  int imagesSkipped = 0;       ///< colored images, multi-frame images without places
  std::vector<Error> damaged;  ///< one a file that cannot be read, in the order of the files
};

HeadCtLikeness likenessOf(const DicomSeries& series);

/// All series of a folder, or of the files given. Damaged files are told, not thrown.
/// Cancel: once a file. About 0.1 ms a file.
DicomFolder scanDicom(const std::vector<std::filesystem::path>& files, Progress progress = {});

/// Where the slices lie, from their positions alone: tags that speak of tilt are not believed.
struct SliceLayout {
  ObliqueGeometry grid;                ///< third axis: from slice to slice; sheared when tilted
  std::vector<double> slicePositions;  ///< in steps of the third axis; empty when even
  double tiltDeg = 0;                  ///< between the slice normal and the way of the slices
  double stepMm = 0;                   ///< along the normal, the most common one
  std::vector<Finding> findings;       ///< tilt, uneven, missing, doubled, shifted, thick, overlap
};

/// @throws Error SeriesTooShort, SliceGeometry
SliceLayout layoutOf(const DicomSeries& series);

}  // namespace bregma
