#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/geometry.hpp"
#include "model/volume.hpp"
#include "planning/results.hpp"

namespace bregma {

/// The vault as the published network sees it: 112×112×40 voxels of 2 × 2 × 2.75 mm whose axes are
/// the head's. Its "patient" coordinates are head coordinates.
const Geometry& paperGrid();

/// How much of each voxel is bone, 0 to 255, in head coordinates, every mm around the paper grid;
/// cut to where there is bone. What the voxels of the paper grid are taken from.
using BoneShares = Volume<std::uint8_t>;
/// `mask` is 0/1 on any grid. About 0.1 s.
BoneShares boneShares(const ObliqueGeometry& geometry, std::span<const std::uint8_t> mask,
                      const HeadFrame& frame);
/// The same for a mask on an axis-aligned grid.
BoneShares boneShares(const BinaryVolume& mask, const HeadFrame& frame);

/// A movement of the head before it is looked at: turn · head + shiftMm.
struct HeadMove {
  Mat3 turn;
  Vec3 shiftMm;
};
/// 0/1 on the paper grid, x fastest. 3 ms.
std::vector<std::uint8_t> onPaperGrid(const BoneShares& bone, const HeadMove& move = {});

}  // namespace bregma
