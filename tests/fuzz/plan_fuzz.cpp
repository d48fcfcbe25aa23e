#include <cstdlib>

#include "model/io/plan_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bregma;
  try {
    const Plan plan = planFromJson({reinterpret_cast<const char*>(data), size});
    // What was accepted must come back as it is.
    if (!(planFromJson(planToJson(plan)) == plan)) std::abort();
  } catch (const Error&) {
  }
  return 0;
}
