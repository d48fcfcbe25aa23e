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
constexpr double openEdgeShare = 0.02;  // of an opening's edge: it leaves the vault

// Down to this polar angle a ray without bone is an opening; in front it stays above the orbits.
double certainPolarRad(double posterior) { return 1.64 + 0.2 * posterior; }
// Down to this one it is, if its mirror image has vault: orbits and foramina come in pairs.
double searchPolarRad(double posterior) { return certainPolarRad(posterior) + 0.35; }
// Down to this one it is, if an opening runs on into it: nearly all heads have bone there, in front
// above the brows.
double joinedPolarRad(double posterior) {
  return searchPolarRad(posterior) + 0.09 * std::min(posterior, 0.0);
}

struct Zones {
  ChartMask certain, search, joined;
};

Zones zonesOf(const Chart& chart) {
  const ChartMask none(chart.count(), 0);
  Zones zones{none, none, none};
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const double polar = chart.polarRad(column, row);
      const double planar = std::hypot(column - chart.middle(), row - chart.middle());
      const double posterior = (row - chart.middle()) / std::max(planar, 1e-6);
      const double last = chart.maxPolarRad - 0.03;
      const std::size_t at = std::size_t(row) * chart.size + column;
      zones.certain[at] = polar < certainPolarRad(posterior);
      zones.search[at] = polar < std::min(searchPolarRad(posterior), last);
      zones.joined[at] = polar < std::min(joinedPolarRad(posterior), last);
    }
  return zones;
}

bool seesBone(const ShellFields& fields, std::size_t ray) {
  return fields.outer[ray] - fields.inner[ray] > thinnestBoneMm;
}

bool isVault(const ShellFields& fields, std::size_t ray) {
  return seesBone(fields, ray) && fields.outer[ray] - fields.inner[ray] < vaultThicknessMm;
}

// The vault's tables, continued over openings, to turn pixels into mm.
ShellFields vaultEverywhere(const ShellFields& fields) {
  ShellFields vault = fields;
  for (std::size_t i = 0; i < vault.outer.size(); ++i)
    if (!isVault(fields, i)) vault.outer[i] = vault.inner[i] = std::nanf("");
  vault.outer = nearestFilled(vault.outer, fields.chart.size);
  vault.inner = nearestFilled(vault.inner, fields.chart.size);
  return vault;
}

// Where the vault would lie within the scan: no bone is seen beyond its end.
ChartMask scannedRays(const ShellFields& vault, const HeadFrame& frame, const Geometry& geometry) {
  const Chart& chart = vault.chart;
  ChartMask scanned(chart.count());
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      const Vec3 head = chart.direction(column, row) * double(vault.outer[at]);
      scanned[at] = geometry.contains(geometry.toIndex(frame.toPatient(head)));
    }
  return scanned;
}

ChartMask openRays(const ShellFields& fields, const ChartMask& scanned) {
  const Chart& chart = fields.chart;
  const int n = chart.size;
  ChartMask noBone(chart.count()), vault(chart.count());
  for (std::size_t i = 0; i < chart.count(); ++i) {
    noBone[i] = !seesBone(fields, i);
    vault[i] = isVault(fields, i);
  }
  // The mirror plane is not exact: the opposite vault must be sound some pixels around.
  const ChartMask opposite = mirroredColumns(eroded(vault, n, 3), n);
  const Zones zones = zonesOf(chart);
  ChartMask open(chart.count()), goneOn(chart.count());
  for (std::size_t i = 0; i < chart.count(); ++i) {
    open[i] = noBone[i] && (zones.certain[i] || (zones.search[i] && opposite[i]));
    goneOn[i] = open[i] || (noBone[i] && zones.joined[i] && scanned[i]);
  }
  return opened(touching(goneOn, opened(open, n, 2), n), n, 2);
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

void applyStrokes(ChartMask& mask, const std::vector<Stroke>& strokes, const ShellFields& vault,
                  const HeadFrame& frame) {
  const auto& [chart, outer, inner] = vault;
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
    // Of the rays around the corner, one may leave through the wall of the cut, lower down.
    float radius = 0;
    for (const int r : {corner[1] - 1, corner[1]})
      for (const int c : {corner[0] - 1, corner[0]})
        if (r >= 0 && c >= 0 && r < chart.size && c < chart.size)
          radius = std::max(radius, outer[std::size_t(r) * chart.size + c]);
    rim.push_back(frame.toPatient(chart.direction(column, row) * double(radius)));
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

// Rays beside an opening see no bone either where it runs out into orbit, face or base.
std::optional<Finding> openEdgeFinding(const DefectRegion& region, const ShellFields& fields,
                                       const ShellFields& vault, const HeadFrame& frame) {
  const Chart& chart = fields.chart;
  ChartMask beyond(chart.count());
  for (std::size_t i = 0; i < beyond.size(); ++i)
    beyond[i] = !region.opening[i] && !seesBone(fields, i);
  beyond = opened(beyond, chart.size, 2);  // not single rays
  const ChartMask around = dilated(region.opening, chart.size, 2);
  double edge = 0, open = 0;
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < beyond.size(); ++i) {
    if (!around[i] || region.opening[i]) continue;
    edge += 1;
    open += beyond[i];
    if (beyond[i] && !first) first = i;
  }
  if (!first || open < openEdgeShare * edge) return {};
  const Vec3 place = chart.direction(double(*first % chart.size), double(*first / chart.size)) *
                     double(vault.outer[*first]);
  return Finding{FindingCode::DefectLeavesVault,
                 Severity::Warning,
                 Step::Defect,
                 {100 * open / edge},
                 frame.toPatient(place)};
}

std::vector<Finding> findingsOf(const Defects& defects, const ShellFields& vault,
                                const HeadFrame& frame, const Geometry& geometry, bool marked) {
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
    if (auto finding = openEdgeFinding(region, defects.fields, vault, frame))
      findings.push_back(std::move(*finding));
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
  const ShellFields vault = vaultEverywhere(defects.fields);
  const ChartMask rays = openRays(defects.fields, scannedRays(vault, frame, scan.ct.geometry()));
  progress.at(0.7);

  ChartMask mask = united(largeParts(rays, chart, vault.outer, settings.minAreaMm2), chart.count());
  applyStrokes(mask, settings.strokes, vault, frame);
  for (ChartMask& part : largeParts(mask, chart, vault.outer, settings.minAreaMm2))
    defects.regions.push_back(regionOf(std::move(part), chart, vault.outer, frame));
  if (defects.regions.empty()) throw Error(ErrorCode::NoDefect, {settings.minAreaMm2});
  std::ranges::stable_sort(defects.regions, std::greater{}, &DefectRegion::areaMm2);
  defects.islands = findIslands(scan, bone, frame, defects, progress.part(0.8, 1));
  defects.findings =
      findingsOf(defects, vault, frame, scan.ct.geometry(), !settings.strokes.empty());
  progress.at(1);
  return defects;
}

}  // namespace bregma
