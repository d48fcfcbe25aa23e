#include "tests/fuzz/fuzz_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return bregma::importOrRefuse(bregma::fuzzFile(data, size, "a.nrrd"));
}
