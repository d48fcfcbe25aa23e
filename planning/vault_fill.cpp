#include <algorithm>
#include <cmath>

#include "model/parallel.hpp"
#include "planning/vault.hpp"
#include "planning/voxel_parts.hpp"

namespace bregma {

namespace {

// Where the fill lies in the file's grid.
struct IndexBox {
  std::array<int, 3> low, size;
  std::size_t count() const { return std::size_t(size[0]) * size[1] * size[2]; }
  std::size_t at(int i, int j, int k) const { return (std::size_t(k) * size[1] + j) * size[0] + i; }
};

IndexBox boxOf(const ObliqueGeometry& g, const HeadFrame& frame, const Vault& vault) {
  const Mat3 indexFromMm = inverted(g.steps);
  const auto [low, high] = boundsOf(vault.fields, vault.filled, [&](const Vec3& head) {
    return indexFromMm * (frame.toPatient(head) - g.origin);
  });
  IndexBox box;
  for (int a = 0; a < 3; ++a) {
    box.low[a] = std::clamp(int(std::floor(low[a])) - 3, 0, g.size[a]);
    box.size[a] = std::max(0, std::min(g.size[a], int(std::ceil(high[a])) + 4) - box.low[a]);
  }
  return box;
}

// 0, or 1 + index of the defect whose fill it is.
std::uint8_t fillAt(const Vault& vault, const Vec3& head) {
  const Chart& chart = vault.fields.chart;
  const auto pixel = chart.pixelOf(head);
  const long column = std::lround(pixel.column), row = std::lround(pixel.row);
  if (column < 0 || row < 0 || column >= chart.size - 1 || row >= chart.size - 1) return 0;
  const std::uint8_t owner = vault.filled[std::size_t(row) * chart.size + std::size_t(column)];
  if (!owner) return 0;
  const auto bilinear = [&](const std::vector<float>& map) {
    const int c = int(pixel.column), r = int(pixel.row);
    const double a = pixel.column - c, b = pixel.row - r;
    double sum = 0, weight = 0;
    for (int dr = 0; dr < 2; ++dr)
      for (int dc = 0; dc < 2; ++dc) {
        const float v = map[std::size_t(r + dr) * chart.size + c + dc];
        const double w = (dc ? a : 1 - a) * (dr ? b : 1 - b);
        if (std::isnan(v)) continue;
        sum += w * v;
        weight += w;
      }
    return weight > 0 ? sum / weight : std::nan("");
  };
  const bool within =
      pixel.radius >= bilinear(vault.fields.inner) && pixel.radius <= bilinear(vault.fields.outer);
  return within ? owner : 0;
}

// A voxel takes the rule over itself and its six neighbors; beyond the box lies `border`.
template <class Rule>
std::vector<std::uint8_t> passed(const std::vector<std::uint8_t>& mask, const IndexBox& box,
                                 Rule&& rule) {
  std::vector<std::uint8_t> out(mask.size());
  const std::array<int, 3> n = box.size;
  parallelFor(n[2], [&](int first, int last) {
    for (int k = first; k < last; ++k)
      for (int j = 0; j < n[1]; ++j)
        for (int i = 0; i < n[0]; ++i) {
          const auto value = [&](int a, int b, int c) -> std::uint8_t {
            return a < 0 || b < 0 || c < 0 || a >= n[0] || b >= n[1] || c >= n[2]
                       ? 0
                       : mask[box.at(a, b, c)];
          };
          std::uint8_t v = value(i, j, k);
          for (const int d : {-1, 1}) {
            v = rule(v, value(i + d, j, k));
            v = rule(v, value(i, j + d, k));
            v = rule(v, value(i, j, k + d));
          }
          out[box.at(i, j, k)] = v;
        }
  });
  return out;
}

std::vector<std::uint8_t> largeParts(const std::vector<std::uint8_t>& mask, const IndexBox& box,
                                     double share) {
  const VoxelParts parts(box.size, [&](int j, int k, std::uint8_t* row) {
    std::copy_n(mask.begin() + std::ptrdiff_t(box.at(0, j, k)), box.size[0], row);
  });
  if (parts.voxels().empty()) return mask;
  const double least = share * double(parts.voxels()[parts.largest()]);
  return parts.mask([&](std::size_t part) { return double(parts.voxels()[part]) > least; });
}

std::vector<std::uint8_t> ownedBy(const std::vector<std::uint8_t>& fill, int owner) {
  std::vector<std::uint8_t> mask(fill.size());
  for (std::size_t i = 0; i < fill.size(); ++i) mask[i] = fill[i] == owner;
  return mask;
}

// Opening drops the film over the rim; what the large parts lost by it comes back.
std::vector<std::uint8_t> withoutCrumbs(const std::vector<std::uint8_t>& mask,
                                        const IndexBox& box) {
  constexpr double leastShare = 0.08;  // of the largest part
  const auto lower = [](std::uint8_t a, std::uint8_t b) { return std::min(a, b); };
  const auto higher = [](std::uint8_t a, std::uint8_t b) { return std::max(a, b); };
  auto kept = passed(largeParts(passed(passed(mask, box, lower), box, higher), box, leastShare),
                     box, higher);
  for (std::size_t i = 0; i < kept.size(); ++i) kept[i] = kept[i] && mask[i];
  return kept;
}

}  // namespace

std::vector<std::uint8_t> vaultFillMask(const Scan& scan, const HeadFrame& frame,
                                        const Vault& vault) {
  const ObliqueGeometry& g = scan.sourceGeometry;
  const IndexBox box = boxOf(g, frame, vault);
  std::vector<std::uint8_t> fill(box.count(), 0);
  const auto toFile = [&](int i, int j, int k) {
    return (std::size_t(k + box.low[2]) * g.size[1] + j + box.low[1]) * g.size[0] + i + box.low[0];
  };
  parallelFor(box.size[2], [&](int first, int last) {
    for (int k = first; k < last; ++k)
      for (int j = 0; j < box.size[1]; ++j)
        for (int i = 0; i < box.size[0]; ++i) {
          const Vec3 index{double(i + box.low[0]), double(j + box.low[1]), double(k + box.low[2])};
          if (!scan.sourceMask[toFile(i, j, k)])
            fill[box.at(i, j, k)] = fillAt(vault, frame.toHead(g.toPatient(index)));
        }
  });
  std::vector<std::uint8_t> out(g.count(), 0);
  const int owners = fill.empty() ? 0 : std::ranges::max(fill);
  for (int owner = 1; owner <= owners; ++owner) {
    const auto kept = withoutCrumbs(ownedBy(fill, owner), box);
    for (int k = 0; k < box.size[2]; ++k)
      for (int j = 0; j < box.size[1]; ++j)
        for (int i = 0; i < box.size[0]; ++i)
          if (kept[box.at(i, j, k)]) out[toFile(i, j, k)] = 1;
  }
  return out;
}

}  // namespace bregma
