#include "planning/process_memory.hpp"

#ifdef _WIN32
#include <windows.h>
// after windows.h
#include <psapi.h>
#else
#include <sys/resource.h>
#endif

namespace bregma {

double peakMemoryMb() {
#ifdef _WIN32
  PROCESS_MEMORY_COUNTERS counters{};
  if (!GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters)) return 0;
  return double(counters.PeakWorkingSetSize) / 1e6;
#else
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
#ifdef __APPLE__
  return double(usage.ru_maxrss) / 1e6;  // bytes there, 1024 bytes elsewhere
#else
  return double(usage.ru_maxrss) * 1024 / 1e6;
#endif
#endif
}

}  // namespace bregma
