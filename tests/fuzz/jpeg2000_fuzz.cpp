#include <cstddef>
#include <cstdint>

#include "model/io/jpeg2000.hpp"
#include "model/io/tar.hpp"

// The size that a stream claims, as a file's header would have to repeat it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 16 || data[8] != 0 || data[9] != 0 || data[12] != 0 || data[13] != 0) return 0;
  const int columns = data[10] << 8 | data[11], rows = data[14] << 8 | data[15];
  if (std::int64_t(columns) * rows > 1 << 18) return 0;
  try {
    std::vector<std::uint16_t> values;
    bregma::decodeJpeg2000({reinterpret_cast<const char*>(data), size}, columns, rows, values);
  } catch (const bregma::BadData&) {
  }
  return 0;
}
