#include <algorithm>
#include <cmath>
#include <numbers>

#include "model/io/dicom_series.hpp"
#include "model/io/slice_thickness.hpp"

namespace bregma {

namespace {

constexpr int fewestSlices = 5;
constexpr double smallestTiltDeg = 0.05;
/// Scanners round positions; less than this is no unevenness.
constexpr double roundingMm = 0.05;
constexpr double noticedShiftMm = 0.1, refusedShiftMm = 1;

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
                SliceLayout& layout) {
  const auto [common, covered] = commonStep(steps);
  layout.stepMm = common;
  const auto [low, high] = std::ranges::minmax(steps);
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
  if (uneven || missing == 0)
    layout.findings.push_back(finding(FindingCode::SpacingUneven, Severity::Warning, {low, high}));
}

/// Whether every slice lies where an even spacing puts it.
bool isEven(const std::vector<double>& depths) {
  const double step = (depths.back() - depths.front()) / double(depths.size() - 1);
  for (std::size_t k = 0; k < depths.size(); ++k)
    if (std::abs(depths[k] - depths[0] - double(k) * step) > roundingMm) return false;
  return true;
}

/// The largest distance of a slice, within its plane, from the line of first and last.
double largestShift(const DicomSeries& series, const std::vector<double>& depths, const Vec3& way) {
  double largest = 0;
  for (std::size_t k = 0; k < depths.size(); ++k) {
    const Vec3 onLine = series.first().position + way * (depths[k] - depths[0]);
    largest = std::max(largest, length(series.slices[k].position - onLine));
  }
  return largest;
}

}  // namespace

SliceLayout layoutOf(const DicomSeries& series) {
  const int count = int(series.slices.size());
  const DicomSlice& one = series.first();
  if (!one.placed)
    throw Error(ErrorCode::SliceGeometry, {"the slices carry no position or direction"});
  if (count < fewestSlices) throw Error(ErrorCode::SeriesTooShort, {double(count)});

  const Vec3 normal = cross(one.alongRow, one.alongColumn);
  std::vector<double> depths, steps;
  for (const DicomSlice& slice : series.slices) depths.push_back(dot(slice.position, normal));
  for (int k = 0; k + 1 < count; ++k) steps.push_back(depths[k + 1] - depths[k]);
  SliceLayout layout;
  const double range = depths.back() - depths.front();
  const bool even = isEven(depths);
  if (even)
    layout.stepMm = range / (count - 1);
  else
    judgeSteps(steps, depths, layout);
  if (range / layout.stepMm > 16384)
    throw Error(ErrorCode::SliceGeometry, {"the slices lie too far apart"});

  // The way of the slices for each mm along the normal; not the normal itself when tilted.
  const Vec3 way = (series.slices.back().position - one.position) / range;
  const double shift = largestShift(series, depths, way);
  if (shift > refusedShiftMm)
    throw Error(ErrorCode::SliceGeometry, {"the slices are shifted against each other"});
  layout.tiltDeg = std::acos(std::min(1.0, 1 / length(way))) * 180 / std::numbers::pi;
  if (layout.tiltDeg < smallestTiltDeg) layout.tiltDeg = 0;
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
  if (!series.doubled.empty())
    layout.findings.push_back(
        finding(FindingCode::SlicesDoubled, Severity::Warning, {double(series.doubled.size())}));
  if (shift > noticedShiftMm)
    layout.findings.push_back(finding(FindingCode::SlicesShifted, Severity::Warning, {shift}));
  noteThickSlices(layout.stepMm, layout.findings);
  if (one.thicknessMm > 1.1 * layout.stepMm)
    layout.findings.push_back(
        finding(FindingCode::SlicesOverlap, Severity::Note, {one.thicknessMm, layout.stepMm}));
  return layout;
}

}  // namespace bregma
