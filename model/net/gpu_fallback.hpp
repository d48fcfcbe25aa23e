#pragma once

#include <exception>
#include <string_view>

namespace bregma {

/// onGpu() where there is a GPU, else onCpu(). When the GPU runs out of memory, onCpu() answers and
/// `memoryShort` becomes true; every other failure is passed on.
template <class OnGpu, class OnCpu>
auto onGpuOrCpu(bool gpu, bool& memoryShort, OnGpu&& onGpu, OnCpu&& onCpu) {
  if (gpu) {
    try {
      return onGpu();
    } catch (const std::exception& e) {
      // The class of this error has changed between versions of LibTorch, its text has not.
      if (std::string_view(e.what()).find("out of memory") == std::string_view::npos) throw;
      memoryShort = true;
    }
  }
  return onCpu();
}

}  // namespace bregma
