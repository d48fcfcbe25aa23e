#include "model/io/jpeg2000.hpp"

#include <openjpeg.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

#include "model/io/jpeg2000/image.hpp"
#include "model/io/tar.hpp"

namespace bregma {

namespace {

[[noreturn]] void damaged() { throw BadData{"the pixel data are damaged"}; }

/// Bytes as OpenJPEG reads them.
struct Source {
  std::string_view data;
  std::size_t at = 0;
};

constexpr OPJ_SIZE_T endOfSource = static_cast<OPJ_SIZE_T>(-1);

OPJ_SIZE_T readSource(void* to, OPJ_SIZE_T bytes, void* user) {
  Source& source = *static_cast<Source*>(user);
  const std::size_t count = std::min<std::size_t>(bytes, source.data.size() - source.at);
  if (count == 0) return endOfSource;
  std::memcpy(to, source.data.data() + source.at, count);
  source.at += count;
  return count;
}

OPJ_OFF_T skipSource(OPJ_OFF_T bytes, void* user) {
  Source& source = *static_cast<Source*>(user);
  if (bytes < 0) return -1;
  const std::size_t count =
      std::min<std::size_t>(std::size_t(bytes), source.data.size() - source.at);
  source.at += count;
  return OPJ_OFF_T(count);
}

OPJ_BOOL seekSource(OPJ_OFF_T to, void* user) {
  Source& source = *static_cast<Source*>(user);
  if (to < 0 || std::size_t(to) > source.data.size()) return OPJ_FALSE;
  source.at = std::size_t(to);
  return OPJ_TRUE;
}

template <auto destroy>
struct Destroy {
  template <class T>
  void operator()(T* handle) const {
    destroy(handle);
  }
};
using Stream = std::unique_ptr<opj_stream_t, Destroy<opj_stream_destroy>>;
using Codec = std::unique_ptr<opj_codec_t, Destroy<opj_destroy_codec>>;
using Image = std::unique_ptr<opj_image_t, Destroy<opj_image_destroy>>;

Stream streamOf(Source& source) {
  Stream stream(opj_stream_create(std::max<std::size_t>(source.data.size(), 1), OPJ_TRUE));
  if (!stream) throw std::bad_alloc();
  opj_stream_set_read_function(stream.get(), readSource);
  opj_stream_set_skip_function(stream.get(), skipSource);
  opj_stream_set_seek_function(stream.get(), seekSource);
  opj_stream_set_user_data(stream.get(), &source, nullptr);
  opj_stream_set_user_data_length(stream.get(), source.data.size());
  return stream;
}

/// Whatever else the standard allows, and the last word on what is damaged.
void decodeByOpenJpeg(std::string_view data, int columns, int rows,
                      std::vector<std::uint16_t>& values) {
  const bool boxed = data.size() > 12 && data.substr(4, 8) == std::string_view("jP  \r\n\x87\n", 8);
  Source source{data};
  const Stream stream = streamOf(source);
  const Codec codec(opj_create_decompress(boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
  if (!codec) throw std::bad_alloc();
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  if (!opj_setup_decoder(codec.get(), &parameters)) damaged();
  opj_image_t* read = nullptr;
  const bool known = opj_read_header(stream.get(), codec.get(), &read) != 0;
  const Image image(read);
  const auto fits = [&] {
    return image->numcomps == 1 && image->comps[0].w == OPJ_UINT32(columns) &&
           image->comps[0].h == OPJ_UINT32(rows);
  };
  if (!known || !image || !fits() || !opj_decode(codec.get(), stream.get(), image.get()) ||
      !opj_end_decompress(codec.get(), stream.get()) || !fits() || !image->comps[0].data)
    damaged();
  values.resize(std::size_t(columns) * std::size_t(rows));
  const OPJ_INT32* from = image->comps[0].data;
  for (std::uint16_t& value : values) value = std::uint16_t(*from++);
}

}  // namespace

void decodeJpeg2000(std::string_view data, int columns, int rows,
                    std::vector<std::uint16_t>& values) {
  // Values of DICOM have an even length; OpenJPEG takes the padding for a damaged end.
  while (!data.empty() && data.back() == '\0') data.remove_suffix(1);
  if (!jpeg2000::decodeImage(data, columns, rows, values))
    decodeByOpenJpeg(data, columns, rows, values);
}

}  // namespace bregma
