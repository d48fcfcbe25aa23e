#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "model/vec3.hpp"

namespace bregma {

/// Gives every place in space one index, in the order of first sight. Exact to the float.
class VertexWelder {
 public:
  explicit VertexWelder(std::size_t expected = 0)
      : slots_(std::bit_ceil(2 * expected + 16), unused) {
    vertices_.reserve(expected);
  }

  std::uint32_t indexOf(std::array<float, 3> p) {
    if (2 * vertices_.size() >= slots_.size()) grow();
    const Vec3 place{p[0] + 0.0f, p[1] + 0.0f, p[2] + 0.0f};  // -0 becomes 0
    std::size_t slot = hashOf(place) & (slots_.size() - 1);
    while (slots_[slot] != unused) {
      if (vertices_[slots_[slot]] == place) return slots_[slot];
      slot = (slot + 1) & (slots_.size() - 1);
    }
    slots_[slot] = std::uint32_t(vertices_.size());
    vertices_.push_back(place);
    return slots_[slot];
  }

  const std::vector<Vec3>& vertices() const { return vertices_; }

 private:
  static constexpr std::uint32_t unused = 0xffffffff;

  static std::size_t hashOf(const Vec3& p) {
    std::uint64_t h = 0;
    for (const double c : {p.x, p.y, p.z}) {
      h = (h ^ std::bit_cast<std::uint32_t>(float(c))) * 0x9e3779b97f4a7c15u;
      h ^= h >> 32;
    }
    return h;
  }
  void grow() {
    slots_.assign(2 * slots_.size(), unused);
    for (std::uint32_t i = 0; i < vertices_.size(); ++i) {
      std::size_t slot = hashOf(vertices_[i]) & (slots_.size() - 1);
      while (slots_[slot] != unused) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = i;
    }
  }

  std::vector<std::uint32_t> slots_;
  std::vector<Vec3> vertices_;
};

}  // namespace bregma
