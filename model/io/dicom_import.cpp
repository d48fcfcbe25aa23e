#include "model/io/dicom_import.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "model/io/align.hpp"
#include "model/io/dicom_values.hpp"
#include "model/io/each_slice.hpp"
#include "model/io/hounsfield.hpp"
#include "model/io/limits.hpp"
#include "model/io/sha256.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

namespace {

/// Interpolated slices closer than this show nothing new, farther ones lose edges.
constexpr double resampledSpacingMm = 1;
/// Values that end above it lose metal alone.
constexpr int densestBoneHu = 2500;

/// Before memory is taken for what the header claims.
void checkFileSize(const DicomSlice& slice) {
  const double claimed =
      double(slice.columns) * slice.rows * slice.bitsAllocated / 8 * slice.frames;
  // Slices of pure air shrink to almost nothing.
  const double expands = slice.fragmented ? 1e4 : slice.deflatedFrom ? maxDeflateRatio : 1;
  std::error_code failure;
  const auto onDisk = std::filesystem::file_size(slice.path, failure);
  if (failure || claimed > double(onDisk) * expands)
    throw Error(ErrorCode::FileDamaged, {utf8(slice.path), "the pixel data are cut short"});
}

const DicomSeries& chosen(const DicomFolder& folder, const ImportSettings& settings) {
  for (const DicomSeries& series : folder.series)
    if (settings.seriesUid.empty() || series.uid() == settings.seriesUid) return series;
  throw Error(ErrorCode::SeriesNotFound, {settings.seriesUid});
}

void noteChoice(const DicomFolder& folder, const DicomSeries& series,
                const ImportSettings& settings, std::vector<Finding>& findings) {
  const auto candidates = std::ranges::count_if(folder.series, [](const DicomSeries& s) {
    return s.part == 1 && s.first().modality == "CT" && s.first().placed && s.slices.size() > 2;
  });
  if (settings.seriesUid.empty() && candidates > 1)
    findings.push_back({FindingCode::SeriesChosen,
                        Severity::Warning,
                        Step::Import,
                        {series.uid(), double(candidates)},
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

/// The innermost folder that holds all slices.
std::filesystem::path commonFolder(const DicomSeries& series) {
  std::filesystem::path common = series.first().path.parent_path();
  for (const DicomSlice& slice : series.slices) {
    const std::filesystem::path folder = slice.path.parent_path();
    if (folder == common) continue;
    std::filesystem::path shared;
    for (auto a = common.begin(), b = folder.begin();
         a != common.end() && b != folder.end() && *a == *b; ++a, ++b)
      shared /= *a;
    common = shared;
  }
  return common;
}

}  // namespace

SeriesSummary summarizeDicom(const DicomSeries& series) {
  const DicomSlice& one = series.first();
  SeriesSummary summary;
  summary.uid = series.uid();
  summary.modality = one.modality;
  summary.description = one.description;
  summary.transferSyntax = one.transferSyntax;
  summary.kernel = one.kernel;
  summary.likeness = likenessOf(series);
  summary.path = commonFolder(series);
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
  append(summary.findings, series.findings);
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
  scan.seriesUid = series.uid();
  scan.rescaleSlope = one.slope;
  scan.rescaleIntercept = one.intercept;
  noteChoice(folder, series, settings, scan.findings);
  append(scan.findings, series.findings);
  append(scan.findings, layout.findings);

  StackValues stack = readValues(series.slices, progress.part(0, 0.8));
  std::vector<std::int16_t> values = std::move(stack.hu);
  scan.sha256 = stack.sha256;
  if (const int differing = contradictions(series, values); differing > 0)
    scan.findings.push_back(
        {FindingCode::SlicesContradict, Severity::Stop, Step::Import, {double(differing)}, {}});
  if (stack.clippedAtHu)
    scan.findings.push_back(
        {FindingCode::ValuesClipped,
         *stack.clippedAtHu < densestBoneHu ? Severity::Warning : Severity::Note,
         Step::Import,
         {double(*stack.clippedAtHu)},
         {}});

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
