#pragma once

#include <cstdint>
#include <vector>

#include "model/geometry.hpp"
#include "model/progress.hpp"
#include "model/volume.hpp"

namespace bregma {

/// How far the index axes of `grid` are from the patient axes: 0 when the far corner moves by less
/// than 0.05 mm, so that a permutation with flips is lossless.
double obliqueDegrees(const ObliqueGeometry& grid);

/// The same grid, as files carry it.
ObliqueGeometry obliqueFrom(const Geometry& geometry);

/// As many voxels at the same places, but for what files round: 0.001 mm from the first to the last
/// along each axis.
bool sameGrid(const ObliqueGeometry& a, const ObliqueGeometry& b);

struct AlignSettings {
  /// Where slice k lies, in steps along the third index axis; increasing. Empty: at k.
  std::vector<double> slicePositions;
  /// Upper limit of the spacing along the third index axis after resampling; 0: keep it.
  double maxSliceSpacingMm = 0;
  std::int16_t outside = -1024;  ///< beyond the voxel centers of the file
};

/// `voxels` of any grid on an axis-aligned LPS grid. Lossless (a permutation with flips) where the
/// axes allow it; else resampled once, trilinear, over the bounding box, with the spacing of the
/// nearest index axis. Sheared grids (gantry tilt) are grids like any other.
/// Cancel: once a slice. About 1 s for 512×512×250 resampled on 2 cores.
CtVolume alignToPatient(const ObliqueGeometry& grid, std::vector<std::int16_t> voxels,
                        const AlignSettings& settings = {}, Progress progress = {});

}  // namespace bregma
