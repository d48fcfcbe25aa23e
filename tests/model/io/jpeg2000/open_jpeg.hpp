#pragma once

#include <openjpeg.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace bregma::test {

/// How OpenJPEG is to write a code stream.
struct StreamSettings {
  int width = 64, height = 64, bits = 12;
  bool isSigned = false, lossy = false;
  int levels = 5, blockWidth = 64, blockHeight = 64, style = 0, progression = 0, markers = 0;
  int precinct = 0;                ///< side, 0: whole
  std::vector<float> layerRatios;  ///< compression of each layer, 0: the rest
};

struct StreamBytes {
  std::string bytes;
  std::size_t at = 0;
};

inline opj_stream_t* streamOn(StreamBytes& to, bool input) {
  opj_stream_t* stream = opj_stream_create(1 << 16, input);
  opj_stream_set_user_data(stream, &to, nullptr);
  opj_stream_set_user_data_length(stream, to.bytes.size());
  opj_stream_set_read_function(stream, [](void* out, OPJ_SIZE_T count, void* user) -> OPJ_SIZE_T {
    auto& from = *static_cast<StreamBytes*>(user);
    const std::size_t n = std::min<std::size_t>(count, from.bytes.size() - from.at);
    std::memcpy(out, from.bytes.data() + from.at, n);
    from.at += n;
    return n > 0 ? n : static_cast<OPJ_SIZE_T>(-1);
  });
  opj_stream_set_write_function(stream, [](void* in, OPJ_SIZE_T count, void* user) -> OPJ_SIZE_T {
    auto& out = *static_cast<StreamBytes*>(user);
    if (out.bytes.size() < out.at + count) out.bytes.resize(out.at + count);
    std::memcpy(out.bytes.data() + out.at, in, count);
    out.at += count;
    return count;
  });
  opj_stream_set_skip_function(stream, [](OPJ_OFF_T count, void* user) -> OPJ_OFF_T {
    static_cast<StreamBytes*>(user)->at += std::size_t(count);
    return count;
  });
  opj_stream_set_seek_function(stream, [](OPJ_OFF_T at, void* user) -> OPJ_BOOL {
    static_cast<StreamBytes*>(user)->at = std::size_t(at);
    return OPJ_TRUE;
  });
  return stream;
}

/// Empty when OpenJPEG declines.
inline std::string encodedByOpenJpeg(const std::vector<int>& values, const StreamSettings& as) {
  opj_cparameters_t p;
  opj_set_default_encoder_parameters(&p);
  p.irreversible = as.lossy;
  p.numresolution = as.levels + 1;
  p.cblockw_init = as.blockWidth;
  p.cblockh_init = as.blockHeight;
  p.mode = as.style;
  p.csty = as.markers;
  p.prog_order = OPJ_PROG_ORDER(as.progression);
  if (as.precinct > 0) {
    p.csty |= 1;
    p.res_spec = 1;
    p.prcw_init[0] = p.prch_init[0] = as.precinct;
  }
  p.cp_disto_alloc = 1;
  p.tcp_numlayers = std::max(1, int(as.layerRatios.size()));
  for (std::size_t l = 0; l < as.layerRatios.size(); ++l) p.tcp_rates[l] = as.layerRatios[l];
  opj_image_cmptparm_t c{};
  c.dx = c.dy = 1;
  c.w = OPJ_UINT32(as.width);
  c.h = OPJ_UINT32(as.height);
  c.prec = OPJ_UINT32(as.bits);
  c.sgnd = as.isSigned;
  opj_image_t* image = opj_image_create(1, &c, OPJ_CLRSPC_GRAY);
  image->x1 = c.w;
  image->y1 = c.h;
  std::copy(values.begin(), values.end(), image->comps[0].data);
  opj_codec_t* codec = opj_create_compress(OPJ_CODEC_J2K);
  StreamBytes out;
  opj_stream_t* stream = streamOn(out, false);
  const bool done = opj_setup_encoder(codec, &p, image) &&
                    opj_start_compress(codec, image, stream) && opj_encode(codec, stream) &&
                    opj_end_compress(codec, stream);
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  opj_image_destroy(image);
  return done ? out.bytes : std::string();
}

inline std::vector<int> decodedByOpenJpeg(const std::string& bytes) {
  StreamBytes in{bytes};
  opj_stream_t* stream = streamOn(in, true);
  opj_codec_t* codec = opj_create_decompress(OPJ_CODEC_J2K);
  opj_dparameters_t p;
  opj_set_default_decoder_parameters(&p);
  opj_image_t* image = nullptr;
  std::vector<int> values;
  if (opj_setup_decoder(codec, &p) && opj_read_header(stream, codec, &image) &&
      opj_decode(codec, stream, image)) {
    const opj_image_comp_t& c = image->comps[0];
    values.assign(c.data, c.data + std::size_t(c.w) * c.h);
  }
  opj_image_destroy(image);
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  return values;
}

}  // namespace bregma::test
