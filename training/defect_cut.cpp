#include "training/defect_cut.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/parallel.hpp"
#include "planning/chart_images.hpp"

namespace bregma {

namespace {

constexpr float untouchedMm = 0.3f;   // the tables' maps are no more exact than this
constexpr double islandShare = 0.45;  // of the vault's thickness
// Deeper bone under the same ray belongs to the base or the face, which no defect reaches.
constexpr float belowVaultMm = 8, besideVaultMm = 1.5f;
constexpr double mostGrowthMm = 3;  // of the inner table

// The affine map from voxel indices to head coordinates.
struct HeadFromIndex {
  Vec3 origin;
  Mat3 steps;
  Vec3 operator()(int i, int j, int k) const {
    return origin + steps * Vec3{double(i), double(j), double(k)};
  }
};

HeadFromIndex headFromIndex(const ObliqueGeometry& g, const HeadFrame& frame) {
  return {frame.toHead(g.origin), transposed(frame.patientFromHead) * g.steps};
}

struct IndexBox {
  std::array<int, 3> low, high;  // high excluded
};

IndexBox indexBoxOf(const Box& head, const HeadFromIndex& map, const std::array<int, 3>& size) {
  const Mat3 inverse = inverted(map.steps);
  IndexBox box{size, {0, 0, 0}};
  for (int corner = 0; corner < 8; ++corner) {
    const Vec3 p{corner & 1 ? head.high.x : head.low.x, corner & 2 ? head.high.y : head.low.y,
                 corner & 4 ? head.high.z : head.low.z};
    const Vec3 index = inverse * (p - map.origin);
    for (int a = 0; a < 3; ++a) {
      box.low[a] = std::min(box.low[a], int(std::floor(index[a])));
      box.high[a] = std::max(box.high[a], int(std::ceil(index[a])) + 1);
    }
  }
  for (int a = 0; a < 3; ++a) {
    box.low[a] = std::clamp(box.low[a], 0, size[a]);
    box.high[a] = std::clamp(box.high[a], box.low[a], size[a]);
  }
  return box;
}

Box grown(const Box& box, double mm) {
  const Vec3 r{mm, mm, mm};
  return {box.low - r, box.high + r};
}

// What healing leaves of each ray: bone only between the two radii.
struct HealedMaps {
  const SkullShape* shape = nullptr;
  std::vector<float> edgeMm;         // to the opening, along the vault
  double lowest = 1e9, highest = 0;  // radii of all that the defect may change
};

HealedMaps healedMaps(const SkullShape& shape, const DefectBody& body, double taperMm) {
  const Chart& chart = shape.fields.chart;
  ChartMask open(chart.count(), 0);
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      const double middle = (shape.fields.outer[at] + shape.fields.inner[at]) / 2.0;
      open[at] = body.at(chart.direction(column, row) * middle) < 0;
    }
  HealedMaps maps{&shape, distanceTo(open, chart.size), 1e9, 0};
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const std::size_t at = std::size_t(row) * chart.size + column;
      // The chart stretches circles about the vertex; distances are right on average.
      const double mmPerPixel =
          std::sqrt(chart.pixelAreaMm2(column, row, double(shape.fields.outer[at])));
      maps.edgeMm[at] *= float(mmPerPixel);
      if (maps.edgeMm[at] > taperMm + 2) continue;
      maps.lowest = std::min(maps.lowest, double(shape.fields.inner[at]) - belowVaultMm);
      maps.highest = std::max(maps.highest, double(shape.fields.outer[at]) + 2 * besideVaultMm);
    }
  return maps;
}

// Where a voxel lies against the tables of its ray.
struct Place {
  double radius, outer, inner, edgeMm;
};

Place placeOf(const HealedMaps& maps, const Vec3& head) {
  const ShellFields& fields = maps.shape->fields;
  const Chart::Pixel pixel = fields.chart.pixelOf(head);
  return {pixel.radius, bilinear<float>(fields.outer, fields.chart, pixel),
          bilinear<float>(fields.inner, fields.chart, pixel),
          bilinear<float>(maps.edgeMm, fields.chart, pixel)};
}

// Whether there is bone after healing at a place outside of the cut.
bool boneAfterHealing(bool bone, const Place& p, const HealedRim& rim) {
  if (!(p.edgeMm < rim.taperMm)) return bone;
  const double s = p.edgeMm / rim.taperMm, rest = 1 - s;
  const double smooth = s * s * (3 - 2 * s);
  const double thickness = (p.outer - p.inner) * (rim.edgeShare + (1 - rim.edgeShare) * smooth);
  const double bump = rim.innerMm * 4 * s * rest;
  double top = p.outer - rim.dentMm * rest * rest, bottom = top - thickness - bump;
  bottom = std::min(bottom, top - 0.4);  // resorbed, but not through
  const double inside = std::min(p.edgeMm / rim.roundMm, 1.0);
  const double rounded = std::sqrt(std::max(0.0, 1 - (1 - inside) * (1 - inside)));
  const double middle = (top + bottom) / 2, half = (top - bottom) / 2 * rounded;
  top = middle + half;
  bottom = middle - half;
  if (p.radius > p.outer + besideVaultMm || p.radius < std::min(p.inner, bottom) - besideVaultMm)
    return bone;
  const double loose = untouchedMm * s;
  if (p.radius > top + loose || p.radius < bottom - loose) return false;
  return bone || (p.radius < p.inner && p.radius > bottom);
}

bool belowVault(const ShellFields& fields, const Vec3& head) {
  const Chart::Pixel pixel = fields.chart.pixelOf(head);
  return pixel.radius < bilinear<float>(fields.inner, fields.chart, pixel) - belowVaultMm;
}

bool inIsland(const Place& p, const HealedRim& rim, const Vec3& head) {
  for (const HealedRim::Island& island : rim.islands) {
    const double middle = (p.outer + p.inner) / 2, half = islandShare * (p.outer - p.inner) / 2;
    const Vec3 flat = head * (middle / std::max(p.radius, 1e-6));  // brought to mid-shell
    const double across = length(flat - island.center) / island.radiusMm;
    const double deep = (p.radius - middle) / half;
    if (across * across + deep * deep < 1) return true;
  }
  return false;
}

bool healedVoxel(bool bone, const Vec3& head, const HealedMaps& maps,
                 const SyntheticDefect& defect) {
  const HealedRim& rim = *defect.healed;
  const double squared = dot(head, head);
  if (squared < maps.lowest * maps.lowest || squared > maps.highest * maps.highest) return bone;
  const Place place = placeOf(maps, head);
  // Only the inner table grows: other empty voxels stay as they are.
  if (!bone && !(place.edgeMm < rim.taperMm && place.radius < place.inner &&
                 place.radius > place.inner - mostGrowthMm))
    return false;
  if (defect.body.at(head) >= 0) return boneAfterHealing(bone, place, rim);
  return bone && (place.radius < place.inner - belowVaultMm || inIsland(place, rim, head));
}

}  // namespace

std::vector<std::uint8_t> withDefect(const ObliqueGeometry& geometry,
                                     std::span<const std::uint8_t> complete, const HeadFrame& frame,
                                     const SkullShape& shape, const SyntheticDefect& defect) {
  std::vector<std::uint8_t> skull(complete.begin(), complete.end());
  const HeadFromIndex toHead = headFromIndex(geometry, frame);
  const HealedMaps maps =
      defect.healed ? healedMaps(shape, defect.body, defect.healed->taperMm) : HealedMaps{};
  const Box reach = grown(defect.body.box(), defect.healed ? defect.healed->taperMm + 2 : 0);
  const IndexBox box = indexBoxOf(reach, toHead, geometry.size);
  const bool grows = defect.healed && defect.healed->innerMm > 0;
  parallelFor(box.high[2] - box.low[2], [&](int first, int last) {
    for (int k = box.low[2] + first; k < box.low[2] + last; ++k)
      for (int j = box.low[1]; j < box.high[1]; ++j) {
        std::uint8_t* row =
            skull.data() + (std::size_t(k) * geometry.size[1] + j) * geometry.size[0];
        for (int i = box.low[0]; i < box.high[0]; ++i) {
          if (!row[i] && !grows) continue;
          const Vec3 head = toHead(i, j, k);
          if (defect.healed)
            row[i] = healedVoxel(row[i] != 0, head, maps, defect);
          else
            row[i] = defect.body.at(head) >= 0 || belowVault(shape.fields, head);
        }
      }
  });
  return skull;
}

}  // namespace bregma
