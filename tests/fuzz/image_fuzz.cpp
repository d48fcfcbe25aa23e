#include "tests/fuzz/fuzz_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A NIfTI header starts with its own size, 348.
  const bool nifti = size > 4 && data[0] == 0x5c && data[1] == 0x01;
  return bregma::importOrRefuse(bregma::fuzzFile(data, size, nifti ? "a.nii" : "a.nrrd"));
}
