#include <algorithm>
#include <cmath>

#include "model/io/dicom_elements.hpp"
#include "model/io/dicom_series.hpp"
#include "model/io/tar.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

namespace {

void readPlace(const DicomElements& header, DicomSlice& slice) {
  const auto spacing = header.numbers(0x28, 0x30);
  const auto position = header.numbers(0x20, 0x32), direction = header.numbers(0x20, 0x37);
  if (spacing.size() == 2) {
    slice.rowSpacing = spacing[0];
    slice.columnSpacing = spacing[1];
  }
  if (spacing.size() != 2 || position.size() != 3 || direction.size() != 6) return;
  slice.position = {position[0], position[1], position[2]};
  const Vec3 row{direction[0], direction[1], direction[2]},
      column{direction[3], direction[4], direction[5]};
  const auto sound = [](double mm) { return mm > 0.01 && mm < 50; };
  slice.placed = std::abs(length(row) - 1) < 0.01 && std::abs(length(column) - 1) < 0.01 &&
                 std::abs(dot(row, column)) < 0.01 && length(slice.position) < 1e5 &&
                 sound(slice.rowSpacing) && sound(slice.columnSpacing);
  slice.alongRow = normalized(row);
  slice.alongColumn = normalized(column - slice.alongRow * dot(column, slice.alongRow));
}

void readPixelFormat(const DicomElements& header, DicomSlice& slice) {
  const auto word = [&](std::uint32_t element, int otherwise) {
    return int(header.word(0x28, element).value_or(std::uint16_t(otherwise)));
  };
  slice.samples = word(0x02, 1);
  slice.frames = int(std::clamp(header.number(0x28, 0x08, 1), 1.0, 1e6));
  slice.bitsAllocated = word(0x100, 16);
  slice.bitsStored = word(0x101, slice.bitsAllocated);
  slice.highBit = word(0x102, slice.bitsStored - 1);
  slice.isSigned = word(0x103, 0) == 1;
  slice.padding = header.word(0x28, 0x120);
  slice.paddingLimit = header.word(0x28, 0x121);
  slice.slope = header.number(0x28, 0x1053, 1);
  slice.intercept = header.number(0x28, 0x1052, 0);
  slice.pixelStart = header.pixelStart;
  slice.fragmented = header.pixelLength == 0xffffffff;
  slice.bigEndian = header.bigEndian;
  slice.deflatedFrom = header.deflatedFrom;
  const std::uint64_t wanted =
      2ull * std::uint64_t(slice.frames) * std::uint64_t(slice.rows) * std::uint64_t(slice.columns);
  slice.plain16 = !slice.bigEndian && slice.deflatedFrom == 0 && slice.frames == 1 &&
                  !slice.fragmented && slice.bitsAllocated == 16 && header.pixelLength >= wanted;
}

void readKind(const DicomElements& header, DicomSlice& slice) {
  slice.sopUid = header.text(0x08, 0x18);
  slice.seriesUid = header.text(0x20, 0x0e);
  slice.modality = header.text(0x08, 0x60);
  slice.description = header.text(0x08, 0x103e);
  slice.sopClass = header.text(0x08, 0x16);
  slice.imageType = header.text(0x08, 0x08);
  slice.kernel = header.text(0x18, 0x1210);
  slice.scanner = header.text(0x08, 0x70);
  if (const std::string model = header.text(0x08, 0x1090); !model.empty())
    slice.scanner += (slice.scanner.empty() ? "" : " ") + model;
  slice.acquisition = header.text(0x20, 0x12);
  slice.temporalPosition = header.text(0x20, 0x100);
  slice.acquisitionTime = header.text(0x08, 0x32);
  slice.tubeVoltage = header.text(0x18, 0x60);
  slice.instance = int(std::clamp(header.number(0x20, 0x13, 0), -1e9, 1e9));
  slice.thicknessMm = std::clamp(header.number(0x18, 0x50, 0), 0.0, 1000.0);
}

DicomSlice sliceOf(const std::filesystem::path& path, const DicomElements& header) {
  DicomSlice slice;
  slice.path = path;
  slice.transferSyntax = header.transferSyntax;
  slice.rows = header.word(0x28, 0x10).value_or(0);
  slice.columns = header.word(0x28, 0x11).value_or(0);
  readKind(header, slice);
  readPlace(header, slice);
  readPixelFormat(header, slice);
  return slice;
}

}  // namespace

std::vector<DicomSlice> readSliceHeaders(const std::filesystem::path& path) {
  std::optional<DicomElements> header;
  try {
    header = readElements(path);
  } catch (const BadData& bad) {
    throw Error(ErrorCode::FileDamaged, {utf8(path), bad.reason});
  }
  if (!header) return {};
  std::vector<DicomSlice> slices{sliceOf(path, *header)};
  const DicomSlice& one = slices.front();
  if (one.rows == 0 || one.columns == 0) return {};
  const std::size_t frames = header->frames.size();
  if (frames == 0 || int(frames) != one.frames) return slices;
  slices.clear();
  for (std::size_t f = 0; f < frames; ++f) {
    slices.push_back(sliceOf(path, header->ofFrame(f)));
    slices.back().frame = int(f);
  }
  return slices;
}

std::optional<DicomSlice> readSliceHeader(const std::filesystem::path& path) {
  const auto slices = readSliceHeaders(path);
  return slices.empty() ? std::nullopt : std::optional(slices.front());
}

}  // namespace bregma
