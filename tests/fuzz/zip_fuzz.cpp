#include "model/io/zip.hpp"
#include "tests/fuzz/fuzz_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = bregma::fuzzFile(data, size, "a.zip");
  const bregma::TemporaryFolder out;
  try {
    bregma::unpackZip(path, out.path());
  } catch (const bregma::Error&) {
  }
  return 0;
}
