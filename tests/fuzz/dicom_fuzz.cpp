#include "model/io/dicom_anonymous_file.hpp"
#include "model/io/dicom_elements.hpp"
#include "model/io/dicom_pixels.hpp"
#include "model/io/tar.hpp"
#include "tests/fuzz/fuzz_file.hpp"

namespace {

// What is written must be readable: it goes to people who have nothing else.
void anonymize(const std::string& bytes) {
  try {
    bregma::anonymousFile(bregma::anonymousFile(bytes, "a").bytes, "b");
  } catch (const bregma::BadData&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  anonymize({reinterpret_cast<const char*>(data), size});
  const auto path = bregma::fuzzFile(data, size, "a.dcm");
  try {
    // One slice is no series: the header and the pixels are read without the checks of a stack.
    const auto slices = bregma::readSliceHeaders(path);
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (std::size_t i = 0; i < slices.size() && i < 3; ++i)
      bregma::decodePixels(slices[i],
                           slices[i].deflatedFrom > 0
                               ? bregma::inflatedFrom(std::string(bytes), slices[i].deflatedFrom)
                               : std::string(bytes));
  } catch (const bregma::Error&) {
  } catch (const bregma::BadData&) {
  }
  return 0;
}
