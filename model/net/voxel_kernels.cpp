#include "model/net/voxel_kernels.inl"

namespace bregma {

#if defined(BREGMA_AVX2_KERNELS)
const VoxelKernels& avx2VoxelKernels();
#endif

const VoxelKernels& portableVoxelKernels() {
  static constexpr VoxelKernels kernels{"portable",     spread, convolve, gather,   correlate,
                                        correlateCells, pool,   addAbove, sumBelow, unpool};
  return kernels;
}

const VoxelKernels& voxelKernels() {
#if defined(BREGMA_AVX2_KERNELS)
  static const bool fast = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (fast) return avx2VoxelKernels();
#endif
  return portableVoxelKernels();
}

}  // namespace bregma
