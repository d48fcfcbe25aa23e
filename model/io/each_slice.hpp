#pragma once

#include <atomic>
#include <thread>

#include "model/parallel.hpp"
#include "model/progress.hpp"

namespace bregma {

/// body(k) for every k below `count` on all cores. Progress is told by the calling thread only;
/// a failure or a cancel ends the other threads after their current slice.
template <class Body>
void forEachSlice(int count, const Progress& progress, Body&& body) {
  std::atomic<bool> stop = false;
  std::atomic<int> done = 0;
  const auto caller = std::this_thread::get_id();
  parallelFor(count, [&](int begin, int end) {
    try {
      for (int k = begin; k < end && !stop; ++k) {
        if (std::this_thread::get_id() == caller) progress.at(double(done) / count);
        body(k);
        ++done;
      }
    } catch (...) {
      stop = true;
      throw;
    }
  });
}

}  // namespace bregma
