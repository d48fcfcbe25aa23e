#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <thread>
#include <vector>

namespace bregma {

/// Runs body(begin, end) over [0, count) in contiguous blocks, one a core. The blocks depend on
/// the number of cores: a body must write only what its own indices own, so results do not.
/// The first exception (of the lowest block) is thrown again after all blocks ended.
template <class Body>
void parallelFor(int count, Body&& body) {
  const int workers = std::clamp(int(std::thread::hardware_concurrency()), 1, std::max(1, count));
  std::vector<std::exception_ptr> failures(workers);
  const auto block = [&](int w) {
    try {
      body(int(std::int64_t(count) * w / workers), int(std::int64_t(count) * (w + 1) / workers));
    } catch (...) {
      failures[w] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int w = 1; w < workers; ++w) threads.emplace_back(block, w);
    block(0);
  }
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

}  // namespace bregma
