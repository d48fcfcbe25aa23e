#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace bregma {

/// Random numbers that are the same on every machine (SplitMix64). A value: copies go on alike.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(mixed(seed ^ 0x6a09e667f3bcc909ull)) {}
  /// For item `index` of a sequence, independent of how many were drawn before it.
  Random(std::uint64_t seed, std::uint64_t index) : Random(mixed(seed) + index) {}

  std::uint64_t bits() { return mixed(state_ += 0x9e3779b97f4a7c15ull); }
  /// [0, 1)
  double unit() { return double(bits() >> 11) * 0x1p-53; }
  double between(double low, double high) { return low + (high - low) * unit(); }
  int below(int count) { return int(bits() % std::uint64_t(count)); }
  bool chance(double share) { return unit() < share; }
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - unit()));
    return radius * std::cos(2 * std::numbers::pi * unit());
  }

 private:
  static std::uint64_t mixed(std::uint64_t v) {
    v = (v ^ (v >> 30)) * 0xbf58476d1ce4e5b9ull;
    v = (v ^ (v >> 27)) * 0x94d049bb133111ebull;
    return v ^ (v >> 31);
  }
  std::uint64_t state_;
};

}  // namespace bregma
