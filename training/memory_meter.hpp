#pragma once

namespace bregma {

/// How much memory a piece of work takes beyond what the process holds when it begins. Where the
/// system cannot forget its peak, only what exceeds the peak so far is seen.
class MemoryMeter {
 public:
  MemoryMeter();
  /// Of the whole process since construction, MB; never negative.
  double peakMb() const;

 private:
  double startMb_ = 0;
};

}  // namespace bregma
