#include "viewer/frame_timing.hpp"

#include <algorithm>

namespace bregma {
namespace {

constexpr double unknownMsPerTriangle = 0.5e-3;  // without a graphics card
constexpr std::size_t telling = 5000;            // triangles: frames with fewer tell of pixels only

}  // namespace

void FrameTiming::begin() { start_ = std::chrono::steady_clock::now(); }

void FrameTiming::end(std::size_t triangles) {
  add(triangles,
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count());
}

void FrameTiming::add(std::size_t triangles, double ms) {
  if (triangles < telling) return;
  last_[next_] = {triangles, ms};
  next_ = (next_ + 1) % last_.size();
}

// Half of the quickest frame went into pixels; of the others the fastest counts, for the rest of
// them waited for something else too.
std::size_t FrameTiming::trianglesWithin(double ms) const {
  double quickest = 0;
  for (const Frame& frame : last_)
    if (frame.triangles > 0 && (quickest == 0 || frame.ms < quickest)) quickest = frame.ms;
  const double pixelsMs = quickest / 2;
  double msPerTriangle = 0;
  for (const Frame& frame : last_) {
    if (frame.triangles == 0) continue;
    const double each = (frame.ms - pixelsMs) / double(frame.triangles);
    if (msPerTriangle == 0 || each < msPerTriangle) msPerTriangle = each;
  }
  if (msPerTriangle <= 0) msPerTriangle = unknownMsPerTriangle;
  return std::size_t(std::max(0.0, ms - pixelsMs) / msPerTriangle);
}

}  // namespace bregma
