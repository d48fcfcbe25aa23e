#pragma once

namespace bregma {

/// The most memory (MB, resident) that this process has held so far; 0 where it cannot be known.
double peakMemoryMb();

}  // namespace bregma
