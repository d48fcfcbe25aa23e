#include "model/io/jpeg_ls.hpp"

#include <charls/charls.h>

#include <new>

#include "model/io/tar.hpp"

namespace bregma {

void decodeJpegLs(std::string_view data, int columns, int rows,
                  std::vector<std::uint16_t>& values) {
  const BadData damaged{"the pixel data are damaged"};
  try {
    charls::jpegls_decoder decoder(data.data(), data.size());
    const charls::frame_info& frame = decoder.frame_info();
    if (frame.width != std::uint32_t(columns) || frame.height != std::uint32_t(rows) ||
        frame.component_count != 1)
      throw damaged;
    values.resize(std::size_t(columns) * std::size_t(rows));
    if (frame.bits_per_sample > 8) return decoder.decode(values);
    std::vector<std::uint8_t> bytes(values.size());
    decoder.decode(bytes);
    values.assign(bytes.begin(), bytes.end());
  } catch (const charls::jpegls_error&) {
    throw damaged;
  }
}

}  // namespace bregma
