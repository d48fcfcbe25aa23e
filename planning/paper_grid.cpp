#include "planning/paper_grid.hpp"

#include <algorithm>
#include <cmath>

#include "model/io/align.hpp"
#include "model/parallel.hpp"

namespace bregma {

namespace {

constexpr double lowestMm = -27;  // below the head's center: defects reach no deeper
constexpr double marginMm = 18;   // what turning and shifting a head brings into the grid
constexpr int half = 128;         // of 255

Geometry sharesGrid() {
  const Geometry& paper = paperGrid();
  Geometry g;
  g.origin = {-104, -112, lowestMm - marginMm};
  const double top = lowestMm + paper.size[2] * paper.spacing.z + marginMm;
  g.size = {209, 225, int(std::ceil(top - g.origin.z)) + 1};
  return g;
}

// Cut to the box around what is not 0, with one voxel to spare.
BoneShares cropped(const Geometry& g, const std::vector<std::uint8_t>& voxels) {
  std::array<int, 3> low = g.size, high{-1, -1, -1};
  std::size_t at = 0;
  for (int k = 0; k < g.size[2]; ++k)
    for (int j = 0; j < g.size[1]; ++j)
      for (int i = 0; i < g.size[0]; ++i)
        if (voxels[at++]) {
          const std::array here{i, j, k};
          for (int a = 0; a < 3; ++a) {
            low[a] = std::min(low[a], here[a]);
            high[a] = std::max(high[a], here[a]);
          }
        }
  if (high[0] < 0) return {};
  Geometry out = g;
  for (int a = 0; a < 3; ++a) {
    low[a] = std::max(0, low[a] - 1);
    out.size[a] = std::min(g.size[a] - 1, high[a] + 1) - low[a] + 1;
  }
  out.origin = g.toPatient(low[0], low[1], low[2]);
  std::vector<std::uint8_t> kept;
  kept.reserve(out.count());
  for (int k = 0; k < out.size[2]; ++k)
    for (int j = 0; j < out.size[1]; ++j) {
      const auto row = voxels.begin() + std::ptrdiff_t(g.index(low[0], low[1] + j, low[2] + k));
      kept.insert(kept.end(), row, row + out.size[0]);
    }
  return {out, std::move(kept)};
}

// The trilinear value of a 0/1 mask; 0 beyond the voxel centers.
struct MaskSampler {
  std::array<int, 3> size;
  const std::uint8_t* mask;
  float at(const Vec3& index) const {
    if (!(index.x >= 0 && index.y >= 0 && index.z >= 0 && index.x < size[0] - 1 &&
          index.y < size[1] - 1 && index.z < size[2] - 1))
      return 0;
    const int i = int(index.x), j = int(index.y), k = int(index.z);
    const std::size_t dy = std::size_t(size[0]), dz = dy * size[1];
    const std::uint8_t* p = mask + k * dz + j * dy + i;
    const int sum =
        p[0] + p[1] + p[dy] + p[dy + 1] + p[dz] + p[dz + 1] + p[dz + dy] + p[dz + dy + 1];
    if (sum == 0 || sum == 8) return float(sum / 8);
    const auto a = float(index.x - i), b = float(index.y - j), c = float(index.z - k);
    const auto row = [&](const std::uint8_t* q) { return float(q[0]) * (1 - a) + float(q[1]) * a; };
    const float low = row(p) * (1 - b) + row(p + dy) * b;
    const float high = row(p + dz) * (1 - b) + row(p + dz + dy) * b;
    return low * (1 - c) + high * c;
  }
};

}  // namespace

const Geometry& paperGrid() {
  static const Geometry grid{{112, 112, 40}, {2, 2, 2.75}, {-111, -111, lowestMm + 1.375}};
  return grid;
}

BoneShares boneShares(const ObliqueGeometry& geometry, std::span<const std::uint8_t> mask,
                      const HeadFrame& frame) {
  const Geometry grid = sharesGrid();
  const MaskSampler sampler{geometry.size, mask.data()};
  const Mat3 indexFromHead = inverted(geometry.steps) * frame.patientFromHead;
  const Vec3 center = inverted(geometry.steps) * (frame.center - geometry.origin);
  std::vector<std::uint8_t> shares(grid.count());
  parallelFor(grid.size[2], [&](int first, int last) {
    for (int k = first; k < last; ++k)
      for (int j = 0; j < grid.size[1]; ++j)
        for (int i = 0; i < grid.size[0]; ++i)
          shares[grid.index(i, j, k)] = std::uint8_t(
              std::lround(255 * sampler.at(center + indexFromHead * grid.toPatient(i, j, k))));
  });
  return cropped(grid, shares);
}

BoneShares boneShares(const BinaryVolume& mask, const HeadFrame& frame) {
  return boneShares(obliqueFrom(mask.geometry()), mask.voxels(), frame);
}

std::vector<std::uint8_t> onPaperGrid(const BoneShares& bone, const HeadMove& move) {
  const Geometry &grid = paperGrid(), &from = bone.geometry();
  std::vector<std::uint8_t> out(grid.count(), 0);
  if (bone.empty()) return out;
  const Mat3 back = transposed(move.turn);
  const Vec3 step = from.toIndex(from.origin + back * Vec3{grid.spacing.x, 0, 0});
  const std::size_t dy = std::size_t(from.size[0]), dz = dy * from.size[1];
  const std::uint8_t* voxels = bone.voxels().data();
  std::size_t at = 0;
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j) {
      const Vec3 start = from.toIndex(back * (grid.toPatient(0, j, k) - move.shiftMm));
      for (int i = 0; i < grid.size[0]; ++i, ++at) {
        const auto x = float(start.x + i * step.x), y = float(start.y + i * step.y),
                   z = float(start.z + i * step.z);
        if (!(x >= 0 && y >= 0 && z >= 0 && x < float(from.size[0] - 1) &&
              y < float(from.size[1] - 1) && z < float(from.size[2] - 1)))
          continue;
        const int xi = int(x), yi = int(y), zi = int(z);
        const std::uint8_t* p = voxels + zi * dz + yi * dy + xi;
        const float a = x - float(xi), b = y - float(yi), c = z - float(zi);
        const auto row = [&](const std::uint8_t* q) {
          return float(q[0]) + a * float(int(q[1]) - int(q[0]));
        };
        const float low = row(p) + b * (row(p + dy) - row(p));
        const float high = row(p + dz) + b * (row(p + dz + dy) - row(p + dz));
        out[at] = low + c * (high - low) >= float(half);
      }
    }
  return out;
}

}  // namespace bregma
