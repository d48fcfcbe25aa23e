#include "model/io/dicom_pixels.hpp"
#include "model/io/tar.hpp"
#include "tests/fuzz/fuzz_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = bregma::fuzzFile(data, size, "a.dcm");
  try {
    // One slice is no series: the header and the pixels are read without the checks of a stack.
    const auto slice = bregma::readSliceHeader(path);
    if (slice) bregma::decodePixels(*slice, {reinterpret_cast<const char*>(data), size});
  } catch (const bregma::Error&) {
  } catch (const bregma::BadData&) {
  }
  return 0;
}
