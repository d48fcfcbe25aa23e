#pragma once

#include <array>
#include <chrono>
#include <cstddef>

namespace bregma {

/// How long a frame may take while the camera moves, and when it rests.
struct FrameLimits {
  double movingMs = 12, restingMs = 16;
};

/// Learns from the last frames how many triangles can be drawn in a time.
class FrameTiming {
 public:
  void begin();
  void end(std::size_t triangles);
  void add(std::size_t triangles, double ms);  ///< a frame that was timed elsewhere
  std::size_t trianglesWithin(double ms) const;

 private:
  struct Frame {
    std::size_t triangles = 0;
    double ms = 0;
  };
  std::array<Frame, 8> last_{};
  std::size_t next_ = 0;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace bregma
