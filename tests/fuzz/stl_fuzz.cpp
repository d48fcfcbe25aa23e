#include "model/io/stl.hpp"
#include "model/mesh_rounding.hpp"
#include "tests/fuzz/fuzz_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    bregma::roundedToFloat(bregma::readStl(bregma::fuzzFile(data, size, "a.stl")));
  } catch (const bregma::Error&) {
  }
  return 0;
}
