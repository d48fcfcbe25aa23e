#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <thread>
#include <vector>

namespace bregma {

/// Runs body(begin, end) over [0, count) in contiguous blocks on all cores; a core that is done
/// early takes the next block. The blocks depend on the number of cores: a body must write only
/// what its own indices own, so results do not. The calling thread runs the first block.
/// The first exception (of the lowest block) is thrown again after all blocks ended.
template <class Body>
void parallelFor(int count, Body&& body) {
  constexpr int blocksPerWorker = 8;
  const int workers = std::clamp(int(std::thread::hardware_concurrency()), 1, std::max(1, count));
  const int blocks = workers == 1 ? 1 : std::min(count, workers * blocksPerWorker);
  std::vector<std::exception_ptr> failures(blocks);
  std::atomic<int> next = workers;
  const auto work = [&](int first) {
    for (int b = first; b < blocks; b = next++) try {
        body(int(std::int64_t(count) * b / blocks), int(std::int64_t(count) * (b + 1) / blocks));
      } catch (...) {
        failures[b] = std::current_exception();
      }
  };
  {
    std::vector<std::jthread> threads;
    for (int w = 1; w < workers; ++w) threads.emplace_back(work, w);
    work(0);
  }
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

/// Runs both at the same time, the first on the calling thread; exceptions as parallelFor throws.
template <class First, class Second>
void inParallel(First&& first, Second&& second) {
  parallelFor(2, [&](int begin, int end) {
    if (begin == 0) first();
    if (end == 2) second();
  });
}

}  // namespace bregma
