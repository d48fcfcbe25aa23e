#include "model/io/dicom_import.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>

#include "model/io/align.hpp"
#include "model/io/dicom_pixels.hpp"
#include "model/io/each_slice.hpp"
#include "model/io/hounsfield.hpp"
#include "model/io/limits.hpp"
#include "model/io/read_file.hpp"
#include "model/io/sha256.hpp"
#include "model/io/tar.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

namespace {

constexpr double maxSliceFileBytes = 5e8;
/// Interpolated slices closer than this show nothing new, farther ones lose edges.
constexpr double resampledSpacingMm = 1;

/// Raw stored bits to HU.
class ValueTable {
 public:
  void prepare(const DicomSlice& slice) {
    const auto key = std::tuple(slice.slope, slice.intercept, slice.bitsStored, slice.highBit,
                                slice.isSigned, slice.padding);
    if (!hu_.empty() && key == key_) return;
    key_ = key;
    hu_.resize(1 << 16);
    const int bits = std::clamp(slice.bitsStored, 1, 16);
    const int shift = std::clamp(slice.highBit + 1 - bits, 0, 16 - bits);
    for (int raw = 0; raw < 1 << 16; ++raw) {
      int value = raw >> shift & ((1 << bits) - 1);
      if (slice.isSigned && value >> (bits - 1)) value -= 1 << bits;
      const double hu = slice.slope * value + slice.intercept;
      const bool none = slice.padding && raw == *slice.padding;
      hu_[std::size_t(raw)] = !none && hu > airFloorHu
                                  ? std::int16_t(std::min(std::floor(hu + 0.5), 32767.0))
                                  : airFloorHu;
    }
  }
  /// Little-endian bytes, two a value.
  void convert(const unsigned char* from, std::span<std::int16_t> to) const {
    for (std::size_t i = 0; i < to.size(); ++i, from += 2)
      to[i] = hu_[std::size_t(from[0] | from[1] << 8)];
  }
  void convert(const std::vector<std::uint16_t>& from, std::span<std::int16_t> to) const {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = hu_[from[i]];
  }

 private:
  std::vector<std::int16_t> hu_;
  std::tuple<double, double, int, int, bool, std::optional<std::uint16_t>> key_;
};

/// Reads, hashes and converts one slice; returns the SHA-256 of the file.
std::string readSlice(const DicomSlice& slice, ValueTable& table, std::span<std::int16_t> to) {
  const std::string bytes = readFile(slice.path, maxSliceFileBytes);
  Sha256 sha;
  sha.update(bytes);
  table.prepare(slice);
  try {
    if (slice.plain16) {
      if (slice.pixelStart > bytes.size() || bytes.size() - slice.pixelStart < 2 * to.size())
        throw BadData{"the pixel data are cut short"};
      table.convert(reinterpret_cast<const unsigned char*>(bytes.data()) + slice.pixelStart, to);
    } else {
      table.convert(decodePixels(slice, bytes), to);
    }
  } catch (const BadData& bad) {
    throw Error(ErrorCode::FileDamaged, {utf8(slice.path), bad.reason});
  }
  return sha.hex();
}

/// Before memory is taken for what the header claims.
void checkFileSize(const DicomSlice& slice) {
  const double claimed = double(slice.columns) * slice.rows * slice.bitsAllocated / 8;
  // Slices of pure air shrink to almost nothing.
  const double expands = slice.fragmented ? 1e4 : 1;
  std::error_code failure;
  const auto onDisk = std::filesystem::file_size(slice.path, failure);
  if (failure || claimed > double(onDisk) * expands)
    throw Error(ErrorCode::FileDamaged, {utf8(slice.path), "the pixel data are cut short"});
}

const DicomSeries& chosen(const DicomFolder& folder, const ImportSettings& settings) {
  for (const DicomSeries& series : folder.series)
    if (settings.seriesUid.empty() || series.first().seriesUid == settings.seriesUid) return series;
  throw Error(ErrorCode::SeriesNotFound, {settings.seriesUid});
}

void noteChoice(const DicomFolder& folder, const DicomSeries& series,
                const ImportSettings& settings, std::vector<Finding>& findings) {
  const auto candidates = std::ranges::count_if(folder.series, [](const DicomSeries& s) {
    return s.first().modality == "CT" && s.first().placed && s.slices.size() > 2;
  });
  if (settings.seriesUid.empty() && candidates > 1)
    findings.push_back({FindingCode::SeriesChosen,
                        Severity::Warning,
                        Step::Import,
                        {series.first().seriesUid, double(candidates)},
                        {}});
  double others = folder.imagesSkipped;
  for (const DicomSeries& other : folder.series)
    if (&other != &series) others += double(other.slices.size());
  if (others > 0)
    findings.push_back(
        {FindingCode::OtherImagesSkipped, Severity::Note, Step::Import, {others}, {}});
}

void append(std::vector<Finding>& to, const std::vector<Finding>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

SeriesSummary summarizeDicom(const DicomSeries& series) {
  const DicomSlice& one = series.first();
  SeriesSummary summary;
  summary.uid = one.seriesUid;
  summary.modality = one.modality;
  summary.description = one.description;
  summary.transferSyntax = one.transferSyntax;
  summary.path = one.path.parent_path();
  summary.slices = int(series.slices.size());
  summary.size = {one.columns, one.rows, summary.slices};
  summary.spacing = {one.columnSpacing, one.rowSpacing, 0};
  try {
    const SliceLayout layout = layoutOf(series);
    summary.spacing.z = layout.stepMm;
    summary.tiltDeg = layout.tiltDeg;
    append(summary.findings, layout.findings);
  } catch (const Error&) {
    summary.spacing.z = 0;
  }
  return summary;
}

Scan importDicom(const DicomFolder& folder, const ImportSettings& settings, Progress progress) {
  const DicomSeries& series = chosen(folder, settings);
  const DicomSlice& one = series.first();
  if (one.modality != "CT") throw Error(ErrorCode::NotCt, {one.modality});
  const SliceLayout layout = layoutOf(series);
  if (double(layout.grid.count()) * 2 > maxDecodedBytes)
    throw Error(
        ErrorCode::FileTooLarge,
        {utf8(one.path.parent_path()), double(layout.grid.count()) * 2e-9, maxDecodedBytes / 1e9});
  for (const DicomSlice& slice : series.slices) checkFileSize(slice);
  Scan scan;
  scan.format = "dicom";
  scan.seriesUid = one.seriesUid;
  scan.rescaleSlope = one.slope;
  scan.rescaleIntercept = one.intercept;
  noteChoice(folder, series, settings, scan.findings);
  append(scan.findings, layout.findings);

  const std::size_t pixels = std::size_t(one.columns) * one.rows;
  std::vector<std::int16_t> values(layout.grid.count());
  std::vector<std::string> digests(series.slices.size());
  forEachSlice(int(digests.size()), progress.part(0, 0.8), [&](int k) {
    thread_local ValueTable table;
    digests[std::size_t(k)] = readSlice(series.slices[std::size_t(k)], table,
                                        std::span(values).subspan(std::size_t(k) * pixels, pixels));
  });
  Sha256 sha;
  for (const std::string& digest : digests) sha.update(digest);
  scan.sha256 = sha.hex();

  if (one.intercept == 0) {
    const std::size_t before = scan.findings.size();
    correctOffset(values, scan.findings);
    if (scan.findings.size() > before) scan.rescaleIntercept = -1024;
  }
  const double oblique = obliqueDegrees(layout.grid);
  if (oblique > 0 && layout.tiltDeg == 0)
    scan.findings.push_back(
        {FindingCode::ObliqueResampled, Severity::Note, Step::Import, {oblique}, {}});
  AlignSettings align;
  align.slicePositions = layout.slicePositions;
  const bool onlyGaps = std::ranges::none_of(layout.findings, [](const Finding& f) {
    return f.code == FindingCode::SpacingUneven || f.code == FindingCode::GantryTilt;
  });
  if (!onlyGaps) align.maxSliceSpacingMm = resampledSpacingMm;
  scan.ct = alignToPatient(layout.grid, std::move(values), align, progress.part(0.8, 1));
  progress.at(1);
  return scan;
}

}  // namespace bregma
