#include "planning/implant_tables.hpp"

#include <algorithm>
#include <cmath>

#include "planning/sculpting.hpp"
#include "planning/shell_distance.hpp"
#include "planning/temporal_region.hpp"

namespace bregma {

namespace {

// The part of the chart that defect `index` may fill: rays where the implant is as thick as the
// vault must be, and a lip over the bone around them.
ChartImage outlineOf(const Defects& defects, const Vault& vault, const ShellFields& tables,
                     int index, const ImplantSettings& settings) {
  const Chart& chart = tables.chart;
  ChartMask thick(chart.count());
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      if (vault.filled[at] != 1 + index) continue;
      const float outer = tables.outer[at], bone = defects.fields.outer[at];
      const bool overBone = bone > tables.inner[at];
      const float thickness =
          (outer - (overBone ? bone + float(settings.gapMm) : tables.inner[at])) *
          slopeCosine(tables.outer, chart, row, column);
      thick[at] = thickness > 0.95 * vault.minThicknessMm;
    }
  thick = opened(thick, chart.size, 1);
  ChartMask filled(chart.count());
  for (std::size_t i = 0; i < filled.size(); ++i) filled[i] = vault.filled[i] == 1 + index;
  ChartMask rest(chart.count());
  for (std::size_t i = 0; i < rest.size(); ++i) rest[i] = !filled[i];
  const ChartImage beyond = distanceTo(filled, chart.size), within = distanceTo(rest, chart.size);
  const ChartImage fromThick = distanceTo(thick, chart.size);
  ChartImage outline(chart.count());
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const double mmPerPixel = chart.radPerPixel() * std::max(30.0f, tables.outer[i]);
    outline[i] = std::max(filled[i] ? 0.5f - within[i] : beyond[i] - 0.5f,
                          fromThick[i] - float(settings.lipMm / mmPerPixel));
  }
  return outline;
}

// Puts the inner side where the rule of the thickness wants it.
void followThickness(ShellFields& tables, const ImplantSettings& settings) {
  const Chart& chart = tables.chart;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      const float cosine = std::max(0.3f, slopeCosine(tables.outer, chart, row, column));
      const float now = (tables.outer[at] - tables.inner[at]) * cosine;
      float wanted = std::max(now, float(settings.minThicknessMm));
      if (settings.maxThicknessMm > 0) wanted = std::min(wanted, float(settings.maxThicknessMm));
      if (settings.thickness == ThicknessRule::Constant) wanted = float(settings.thicknessMm);
      if (wanted != now) tables.inner[at] = tables.outer[at] - wanted / cosine;
    }
}

// How far the implant's middle may leave the bone's course: 0 near the outline's edge, where it
// goes on as the bone does, 1 from about 25 mm behind it. Distances to an edge have creases; the
// ramp has none.
std::vector<double> rampBehind(const ChartImage& outline, const ShellFields& tables) {
  constexpr double flushMm = 8, blendMm = 15;
  constexpr double softPx = 3.5;  // weighs little beyond 5: the edge stays flush
  const Chart& chart = tables.chart;
  ChartMask rest(chart.count());
  for (std::size_t i = 0; i < rest.size(); ++i) rest[i] = !(outline[i] < 0);
  const ChartImage toEdge = distanceTo(rest, chart.size);  // the outline itself ends at the lip
  std::vector<double> ramp(chart.count(), 0);
  for (std::size_t i = 0; i < ramp.size(); ++i) {
    if (rest[i]) continue;
    const double behind = toEdge[i] * tables.outer[i] * chart.radPerPixel();
    const double f = std::clamp((behind - flushMm) / blendMm, 0.0, 1.0);
    ramp[i] = f * f * (3 - 2 * f);
  }
  return blurred(ramp, chart.size, chart.size, softPx);
}

// Lowers both sides by the contour offset and raises the outer one by the temporal bulk.
void offset(ShellFields& tables, const ChartImage& outline, const ImplantSettings& settings) {
  const double bulkMm = settings.temporal ? settings.temporalBulkMm : 0;
  if (settings.contourOffsetMm == 0 && bulkMm == 0) return;
  const ShellFields from = tables;
  const Chart& chart = tables.chart;
  const std::vector<double> ramp = rampBehind(outline, from);
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      if (!(outline[at] < 0)) continue;
      const double along = ramp[at] / std::max(0.3f, slopeCosine(from.outer, chart, row, column));
      const double raised = bulkMm * temporalShare(chart.direction(column, row));
      tables.outer[at] += float(along * (raised - settings.contourOffsetMm));
      tables.inner[at] -= float(along * settings.contourOffsetMm);
    }
}

bool reaches(const std::vector<float>& before, const std::vector<float>& after,
             const ChartImage& outline) {
  for (std::size_t i = 0; i < before.size(); ++i)
    if (outline[i] < 0 && before[i] != after[i]) return true;
  return false;
}

}  // namespace

ImplantTables implantTables(const Defects& defects, const Vault& vault, int index,
                            const HeadFrame& frame, const ImplantSettings& settings) {
  const Chart& chart = vault.fields.chart;
  ImplantTables tables;
  tables.fields = vault.fields;
  followThickness(tables.fields, settings);
  tables.outline = outlineOf(defects, vault, tables.fields, index, settings);
  tables.fields = {chart, nearestFilled(vault.fields.outer, chart.size),
                   nearestFilled(vault.fields.inner, chart.size)};
  offset(tables.fields, tables.outline, settings);
  followThickness(tables.fields, settings);
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column)
      if (tables.outline[std::size_t(row) * chart.size + column] < 0)
        tables.temporal = std::max(tables.temporal, temporalShare(chart.direction(column, row)));
  for (std::size_t i = 0; i < settings.strokes.size(); ++i) {
    const SculptStroke& stroke = settings.strokes[i];
    const bool outer = stroke.side == ImplantSide::Outer;
    const std::vector<float> before = outer ? tables.fields.outer : tables.fields.inner;
    if (applyStroke(tables.fields, frame, stroke) &&
        reaches(before, outer ? tables.fields.outer : tables.fields.inner, tables.outline))
      tables.strokes.push_back(i);
  }
  return tables;
}

}  // namespace bregma
