// Compiled for processors with AVX2 and FMA; called only on those.
#include "model/net/voxel_kernels.inl"

namespace bregma {

const VoxelKernels& avx2VoxelKernels();
const VoxelKernels& avx2VoxelKernels() {
  static constexpr VoxelKernels kernels{"AVX2",         spread, convolve, gather,   correlate,
                                        correlateCells, pool,   addAbove, sumBelow, unpool};
  return kernels;
}

}  // namespace bregma
