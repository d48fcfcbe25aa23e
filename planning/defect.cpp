#include "planning/defect.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>

#include "planning/bone_islands.hpp"
#include "planning/chart_images.hpp"

namespace bregma {

namespace {

constexpr float thinnestBoneMm = 0.8f;  // thinner shells are noise at the threshold
constexpr float vaultThicknessMm = 20;  // thicker ones are not vault but face or base

// Down to this polar angle a ray without bone is an opening; in front it stays above the orbits.
double certainPolarRad(double posterior) { return 1.64 + 0.2 * posterior; }
// Down to this one it is, if its mirror image has vault: orbits and foramina come in pairs.
double searchPolarRad(double posterior) { return certainPolarRad(posterior) + 0.35; }

struct Zones {
  ChartMask certain, search;
};

Zones zonesOf(const Chart& chart) {
  Zones zones{ChartMask(chart.count()), ChartMask(chart.count())};
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const double polar = chart.polarRad(column, row);
      const double planar = std::hypot(column - chart.middle(), row - chart.middle());
      const double posterior = (row - chart.middle()) / std::max(planar, 1e-6);
      const std::size_t at = std::size_t(row) * chart.size + column;
      zones.certain[at] = polar < certainPolarRad(posterior);
      zones.search[at] = polar < std::min(searchPolarRad(posterior), chart.maxPolarRad - 0.03);
    }
  return zones;
}

ChartMask openRays(const ShellFields& fields) {
  const Chart& chart = fields.chart;
  const int n = chart.size;
  ChartMask noBone(chart.count()), vault(chart.count());
  for (std::size_t i = 0; i < chart.count(); ++i) {
    const float thickness = fields.outer[i] - fields.inner[i];
    noBone[i] = !(thickness > thinnestBoneMm);
    vault[i] = !noBone[i] && thickness < vaultThicknessMm;
  }
  // The mirror plane is not exact: the opposite vault must be sound some pixels around.
  const ChartMask opposite = mirroredColumns(eroded(vault, n, 3), n);
  const Zones zones = zonesOf(chart);
  ChartMask open(chart.count());
  for (std::size_t i = 0; i < chart.count(); ++i)
    open[i] = noBone[i] && (zones.certain[i] || (zones.search[i] && opposite[i]));
  return opened(open, n, 2);
}

double areaOf(const ChartMask& mask, const Chart& chart, const ChartImage& outer) {
  double area = 0;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      if (mask[at]) area += chart.pixelAreaMm2(column, row, outer[at]);
    }
  return area;
}

// Each part of `mask` that is large enough, its own gaps closed.
std::vector<ChartMask> largeParts(const ChartMask& mask, const Chart& chart,
                                  const ChartImage& outer, double minAreaMm2) {
  const int n = chart.size;
  int count = 0;
  const auto labels = labeled(mask, n, count);
  std::vector<ChartMask> parts;
  for (int label = 1; label <= count; ++label) {
    ChartMask part(mask.size());
    for (std::size_t i = 0; i < mask.size(); ++i) part[i] = labels[i] == label;
    if (areaOf(part, chart, outer) >= minAreaMm2)
      parts.push_back(withoutHoles(closedUp(part, n, 4), n));
  }
  return parts;
}

ChartMask united(const std::vector<ChartMask>& parts, std::size_t count) {
  ChartMask all(count, 0);
  for (const auto& part : parts)
    for (std::size_t i = 0; i < count; ++i) all[i] |= part[i];
  return all;
}

void applyStrokes(ChartMask& mask, const std::vector<Stroke>& strokes, const Chart& chart,
                  const HeadFrame& frame, const ChartImage& outer, const ChartImage& inner) {
  for (const Stroke& stroke : strokes) {
    const Vec3 center = frame.toHead(stroke.center);
    for (int row = 0; row < chart.size; ++row)
      for (int column = 0; column < chart.size; ++column) {
        const std::size_t at = std::size_t(row) * chart.size + column;
        if (chart.polarRad(column, row) > chart.maxPolarRad) continue;
        const Vec3 d = chart.direction(column, row);
        const double along =
            std::clamp(dot(d, center), double(std::min(inner[at], outer[at])), double(outer[at]));
        if (length(d * along - center) <= stroke.radiusMm) mask[at] = stroke.add;
      }
  }
}

// The outline of the largest part of `mask`, pixel corner by pixel corner, counter-clockwise.
std::vector<std::array<int, 2>> outlineOf(const ChartMask& mask, int n) {
  const auto in = [&](int column, int row) {
    return column >= 0 && row >= 0 && column < n && row < n && mask[std::size_t(row) * n + column];
  };
  const auto first = std::size_t(std::ranges::find(mask, 1) - mask.begin());
  if (first == mask.size()) return {};
  const std::array<int, 2> start{int(first % n), int(first / n)};  // upper left corner of it
  std::array<int, 2> at = start;
  int dx = 1, dy = 0;  // with the mask on the right hand in picture coordinates
  std::vector<std::array<int, 2>> corners;
  do {
    corners.push_back(at);
    at = {at[0] + dx, at[1] + dy};
    // The pixels ahead, to the left and to the right of the walking direction.
    const auto ahead = [&](int side) {
      const int column = at[0] + (dx > 0 ? 0 : dx < 0 ? -1 : side * dy > 0 ? 0 : -1);
      const int row = at[1] + (dy > 0 ? 0 : dy < 0 ? -1 : side * dx < 0 ? 0 : -1);
      return in(column, row);
    };
    const bool right = ahead(-1), left = ahead(1);
    if (!right) {
      std::tie(dx, dy) = std::pair(-dy, dx);
    } else if (left) {
      std::tie(dx, dy) = std::pair(dy, -dx);
    }
  } while (at != start || corners.size() < 4);
  return corners;
}

std::vector<Vec3> rimOf(const ChartMask& mask, const Chart& chart, const ChartImage& outer,
                        const HeadFrame& frame) {
  std::vector<Vec3> rim;
  for (const auto& corner : outlineOf(mask, chart.size)) {
    const double column = corner[0] - 0.5, row = corner[1] - 0.5;
    const int c = std::clamp(corner[0], 0, chart.size - 1);
    const int r = std::clamp(corner[1], 0, chart.size - 1);
    rim.push_back(frame.toPatient(chart.direction(column, row) *
                                  double(outer[std::size_t(r) * chart.size + c])));
  }
  // Two passes of a moving mean take the pixel corners off.
  for (int pass = 0; pass < 2; ++pass) {
    std::vector<Vec3> smooth(rim.size());
    const int n = int(rim.size());
    for (int i = 0; i < n; ++i) {
      Vec3 sum;
      for (int k = -2; k <= 2; ++k) sum = sum + rim[std::size_t((i + k + 2 * n) % n)];
      smooth[i] = sum / 5;
    }
    rim = std::move(smooth);
  }
  return rim;
}

double largestDistance(const std::vector<Vec3>& points) {
  double largest = 0;
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = i + 1; j < points.size(); ++j)
      largest = std::max(largest, length(points[i] - points[j]));
  return largest;
}

// The rim's area vector: its direction is the mean normal of any surface that it bounds.
Vec3 areaVector(const std::vector<Vec3>& rim, const Vec3& about) {
  Vec3 sum;
  for (std::size_t i = 0; i < rim.size(); ++i)
    sum = sum + cross(rim[i] - about, rim[(i + 1) % rim.size()] - about);
  return sum / 2;
}

DefectRegion regionOf(ChartMask mask, const Chart& chart, const ChartImage& outer,
                      const HeadFrame& frame) {
  DefectRegion region;
  region.areaMm2 = areaOf(mask, chart, outer);
  region.rim = rimOf(mask, chart, outer, frame);
  region.largestDiameterMm = largestDistance(region.rim);
  double left = 0, right = 0;
  Vec3 sum;
  double weight = 0;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      if (!mask[at]) continue;
      const double area = chart.pixelAreaMm2(column, row, outer[at]);
      (column > chart.middle() ? left : right) += area;
      sum = sum + chart.direction(column, row) * outer[at] * area;
      weight += area;
    }
  const Vec3 mean = sum / weight;
  const auto pixel = chart.pixelOf(mean);
  const std::size_t at =
      std::size_t(std::lround(pixel.row)) * chart.size + std::size_t(std::lround(pixel.column));
  region.center = frame.toPatient(normalized(mean) * double(outer[at]));
  const Vec3 normal = normalized(areaVector(region.rim, region.center));
  region.outward = dot(normal, region.center - frame.center) > 0 ? normal : -normal;
  region.side = std::min(left, right) > 0.1 * (left + right) ? Side::Midline
                : left > right                               ? Side::Left
                                                             : Side::Right;
  region.opening = std::move(mask);
  return region;
}

bool nearEdgeOfScan(const DefectRegion& region, const Geometry& g) {
  return std::ranges::any_of(region.rim, [&](const Vec3& p) {
    const Vec3 i = g.toIndex(p);
    return i.x < 2 || i.y < 2 || i.z < 2 || i.x > g.size[0] - 3 || i.y > g.size[1] - 3 ||
           i.z > g.size[2] - 3;
  });
}

std::vector<Finding> findingsOf(const Defects& defects, const Geometry& geometry, bool marked) {
  const auto& regions = defects.regions;
  std::vector<Finding> findings;
  const auto add = [&](FindingCode code, Severity severity, std::vector<Arg> args,
                       const DefectRegion& region) {
    findings.push_back({code, severity, Step::Defect, std::move(args), region.center});
  };
  if (regions.size() > 1)
    add(FindingCode::SeveralDefects, Severity::Warning, {double(regions.size())}, regions[1]);
  if (marked) add(FindingCode::DefectMarkedByHand, Severity::Note, {}, regions[0]);
  for (const auto& region : regions) {
    if (region.side == Side::Midline)
      add(FindingCode::DefectCrossesMidline, Severity::Note, {}, region);
    if (nearEdgeOfScan(region, geometry))
      add(FindingCode::DefectTouchesScanEdge, Severity::Stop, {}, region);
  }
  double cm3 = 0;
  for (const BoneIsland& island : defects.islands) cm3 += island.volumeMm3 / 1000;
  if (!defects.islands.empty())
    findings.push_back({FindingCode::BoneIslands,
                        Severity::Note,
                        Step::Defect,
                        {double(defects.islands.size()), cm3},
                        defects.islands[0].center});
  return findings;
}

}  // namespace

std::string_view nameOf(Side side) {
  switch (side) {
    case Side::Left: return "left";
    case Side::Right: return "right";
    case Side::Midline: return "midline";
  }
  return "";
}

Defects findDefects(const Scan& scan, const Bone& bone, const HeadFrame& frame,
                    const DefectSettings& settings, Progress progress) {
  Defects defects;
  const BoneField field(scan.ct, bone.mask, bone.lowerHu);
  defects.fields =
      castShell(field, {frame.center, frame.patientFromHead}, {}, progress.part(0, 0.6));
  const Chart& chart = defects.fields.chart;
  const ChartMask rays = openRays(defects.fields);

  // Radii over the openings, to turn pixels into mm.
  ChartImage outer = defects.fields.outer, inner = defects.fields.inner;
  for (std::size_t i = 0; i < outer.size(); ++i)
    if (rays[i] || !(outer[i] - inner[i] < vaultThicknessMm)) outer[i] = inner[i] = std::nanf("");
  outer = nearestFilled(outer, chart.size);
  inner = nearestFilled(inner, chart.size);
  progress.at(0.7);

  ChartMask mask = united(largeParts(rays, chart, outer, settings.minAreaMm2), chart.count());
  applyStrokes(mask, settings.strokes, chart, frame, outer, inner);
  for (ChartMask& part : largeParts(mask, chart, outer, settings.minAreaMm2))
    defects.regions.push_back(regionOf(std::move(part), chart, outer, frame));
  if (defects.regions.empty()) throw Error(ErrorCode::NoDefect, {settings.minAreaMm2});
  std::ranges::stable_sort(defects.regions, std::greater{}, &DefectRegion::areaMm2);
  defects.islands = findIslands(scan, bone, frame, defects, progress.part(0.8, 1));
  defects.findings = findingsOf(defects, scan.ct.geometry(), !settings.strokes.empty());
  progress.at(1);
  return defects;
}

}  // namespace bregma
