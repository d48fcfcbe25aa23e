#pragma once

#include <atomic>

#include "model/parallel.hpp"
#include "model/progress.hpp"

namespace bregma {

/// body(k) for every k below `count` on all cores. Progress is told by the calling thread only;
/// a failure or a cancel ends the other threads after their current slice.
template <class Body>
void forEachSlice(int count, const Progress& progress, Body&& body) {
  std::atomic<bool> stop = false;
  parallelFor(count, [&](int begin, int end) {
    try {
      for (int k = begin; k < end && !stop; ++k) {
        if (begin == 0) progress.at(double(k) / end);
        body(k);
      }
    } catch (...) {
      stop = true;
      throw;
    }
  });
}

}  // namespace bregma
