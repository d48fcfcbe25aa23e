#include "training/memory_meter.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string>

#include "planning/process_memory.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace bregma {

namespace {

// A field of Linux's own account of this process, MB; 0 elsewhere.
double statusMb(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(field + ":")) continue;
    const std::size_t digit = line.find_first_of("0123456789");
    long kib = 0;
    if (digit != line.npos) std::from_chars(line.data() + digit, line.data() + line.size(), kib);
    return double(kib) * 1024 / 1e6;
  }
  return 0;
}

}  // namespace

MemoryMeter::MemoryMeter() {
#ifdef __GLIBC__
  malloc_trim(0);  // what was freed before would hide what is taken now
#endif
  std::ofstream("/proc/self/clear_refs") << "5";  // Linux: the peak begins anew
  startMb_ = statusMb("VmRSS");
  if (startMb_ <= 0) startMb_ = peakMemoryMb();
}

double MemoryMeter::peakMb() const {
  const double peak = statusMb("VmHWM");
  return std::max(0.0, (peak > 0 ? peak : peakMemoryMb()) - startMb_);
}

}  // namespace bregma
