#include "model/io/dicom_series.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <tuple>

#include "model/io/each_slice.hpp"

namespace bregma {

namespace {

constexpr int fewestSlices = 5;
constexpr double thickMm = 1.5;
constexpr double smallestTiltDeg = 0.05;

Vec3 normalOf(const DicomSlice& slice) { return cross(slice.alongRow, slice.alongColumn); }

/// Whether two slices of one series UID lie on one stack; localizers do not.
bool stacks(const DicomSlice& a, const DicomSlice& b) {
  if (a.modality != b.modality || a.rows != b.rows || a.columns != b.columns ||
      a.placed != b.placed)
    return false;
  return !a.placed || (length(a.alongRow - b.alongRow) < 0.005 &&
                       length(a.alongColumn - b.alongColumn) < 0.005 &&
                       std::abs(a.rowSpacing - b.rowSpacing) < 0.001 &&
                       std::abs(a.columnSpacing - b.columnSpacing) < 0.001);
}

void sortAlongNormal(DicomSeries& series) {
  const Vec3 normal = normalOf(series.first());
  const auto depth = [&](const DicomSlice& s) { return dot(s.position, normal); };
  std::ranges::sort(series.slices, [&](const DicomSlice& a, const DicomSlice& b) {
    const double da = depth(a), db = depth(b);
    if (da != db) return da < db;
    return std::tie(a.sopUid, a.path) < std::tie(b.sopUid, b.path);
  });
  if (!series.first().placed) return;
  std::vector<DicomSlice> kept;
  for (DicomSlice& slice : series.slices) {
    if (!kept.empty() && depth(slice) - depth(kept.back()) < 0.01)
      ++series.doubled;
    else
      kept.push_back(std::move(slice));
  }
  series.slices = std::move(kept);
}

/// Higher is more like a head CT.
auto likeness(const DicomSeries& s) {
  const DicomSlice& one = s.first();
  const bool axial = std::abs(normalOf(one).z) > 0.7;
  return std::tuple(one.modality == "CT", one.placed, int(s.slices.size()) >= fewestSlices, axial,
                    one.rows >= 256, s.slices.size(), one.rows);
}

/// The most common step, and how many of the steps it covers.
std::pair<double, int> commonStep(std::vector<double> steps) {
  std::ranges::sort(steps);
  std::pair<double, int> best{0, 0};
  double sum = 0;
  std::size_t low = 0;
  for (std::size_t high = 0; high < steps.size(); ++high) {
    sum += steps[high];
    while (steps[high] > 1.04 * steps[low] + 0.01) sum -= steps[low++];
    const int count = int(high - low + 1);
    if (count > best.second) best = {sum / count, count};
  }
  return best;
}

Finding finding(FindingCode code, Severity severity, std::vector<Arg> args) {
  return {code, severity, Step::Import, std::move(args), {}};
}

/// Gaps of whole steps in a series that is even otherwise; the rest is uneven spacing.
void judgeSteps(const std::vector<double>& steps, const std::vector<double>& depths,
                SliceLayout& layout, bool& even) {
  const auto [common, covered] = commonStep(steps);
  layout.stepMm = common;
  const auto [low, high] = std::ranges::minmax(steps);
  even = high - low <= 0.02 * common + 0.005;
  if (even) return;
  int missing = 0;
  double firstGap = 0;
  bool uneven = false;
  const bool mostlyEven = covered >= 0.7 * double(steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double ratio = steps[i] / common;
    const bool whole = ratio > 1.5 && std::abs(ratio - std::round(ratio)) < 0.1;
    if (mostlyEven && whole) {
      if (missing == 0) firstGap = depths[i] + common;
      missing += int(std::lround(std::min(ratio, 1e4))) - 1;
    } else if (std::abs(ratio - 1) > 0.03) {
      uneven = true;
    }
  }
  if (missing > 0)
    layout.findings.push_back(
        finding(FindingCode::SlicesMissing, Severity::Stop, {double(missing), firstGap}));
  if (uneven)
    layout.findings.push_back(finding(FindingCode::SpacingUneven, Severity::Warning, {low, high}));
}

}  // namespace

DicomFolder scanDicom(const std::vector<std::filesystem::path>& files, Progress progress) {
  std::vector<std::optional<DicomSlice>> headers(files.size());
  forEachSlice(int(files.size()), progress,
               [&](int i) { headers[std::size_t(i)] = readSliceHeader(files[std::size_t(i)]); });
  DicomFolder folder;
  folder.filesSeen = int(files.size());
  std::map<std::string, std::vector<DicomSeries>> groups;
  for (auto& header : headers) {
    if (!header) continue;
    if (header->samples != 1 || header->frames != 1) {
      ++folder.imagesSkipped;
      continue;
    }
    auto& stacksOfSeries = groups[header->seriesUid];
    auto home = std::ranges::find_if(
        stacksOfSeries, [&](const DicomSeries& s) { return stacks(s.first(), *header); });
    if (home == stacksOfSeries.end()) home = stacksOfSeries.emplace(home);
    home->slices.push_back(std::move(*header));
  }
  for (auto& [uid, stacksOfSeries] : groups)
    for (DicomSeries& series : stacksOfSeries) {
      sortAlongNormal(series);
      folder.series.push_back(std::move(series));
    }
  std::ranges::stable_sort(folder.series, [](const DicomSeries& a, const DicomSeries& b) {
    return likeness(a) > likeness(b);
  });
  return folder;
}

SliceLayout layoutOf(const DicomSeries& series) {
  const int count = int(series.slices.size());
  const DicomSlice& one = series.first();
  if (!one.placed)
    throw Error(ErrorCode::SliceGeometry, {"the slices carry no position or direction"});
  if (count < fewestSlices) throw Error(ErrorCode::SeriesTooShort, {double(count)});

  const Vec3 normal = normalOf(one);
  std::vector<double> depths, steps;
  for (const DicomSlice& slice : series.slices) depths.push_back(dot(slice.position, normal));
  for (int k = 0; k + 1 < count; ++k) steps.push_back(depths[k + 1] - depths[k]);
  SliceLayout layout;
  bool even = true;
  judgeSteps(steps, depths, layout, even);
  const double range = depths.back() - depths.front();
  if (range / layout.stepMm > 16384)
    throw Error(ErrorCode::SliceGeometry, {"the slices lie too far apart"});

  // The way of the slices for each mm along the normal; not the normal itself when tilted.
  const Vec3 way = (series.slices.back().position - one.position) / range;
  for (int k = 0; k < count; ++k) {
    const Vec3 onLine = one.position + way * (depths[k] - depths[0]);
    if (length(series.slices[k].position - onLine) > 1)
      throw Error(ErrorCode::SliceGeometry, {"the slices are shifted against each other"});
  }
  layout.tiltDeg = std::acos(std::min(1.0, 1 / length(way))) * 180 / std::numbers::pi;
  if (layout.tiltDeg < smallestTiltDeg) layout.tiltDeg = 0;
  if (even) layout.stepMm = range / (count - 1);
  layout.grid.size = {one.columns, one.rows, count};
  layout.grid.origin = one.position;
  layout.grid.steps.columns = {one.alongRow * one.columnSpacing, one.alongColumn * one.rowSpacing,
                               way * layout.stepMm};
  if (!even)
    for (const double depth : depths)
      layout.slicePositions.push_back((depth - depths[0]) / layout.stepMm);
  if (layout.tiltDeg > 0)
    layout.findings.push_back(
        finding(FindingCode::GantryTilt, Severity::Warning, {layout.tiltDeg}));
  if (series.doubled > 0)
    layout.findings.push_back(
        finding(FindingCode::SlicesDoubled, Severity::Warning, {double(series.doubled)}));
  if (layout.stepMm > thickMm)
    layout.findings.push_back(
        finding(FindingCode::SlicesThick, Severity::Warning, {layout.stepMm}));
  return layout;
}

}  // namespace bregma
