#pragma once

#include <cstddef>
#include <vector>

namespace bregma {

/// Asks the system to back memory that nobody has touched yet with large pages; it may decline.
void preferLargePages(void* memory, std::size_t bytes) noexcept;

/// A vector of `count` times `value`, for whole volumes: with small pages, finding memory for each
/// of them takes several times as long as filling it.
template <class T>
std::vector<T> largeVector(std::size_t count, T value = {}) {
  std::vector<T> made;
  made.reserve(count);
  preferLargePages(made.data(), count * sizeof(T));
  made.resize(count, value);
  return made;
}

}  // namespace bregma
