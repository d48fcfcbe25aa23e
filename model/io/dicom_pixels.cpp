#include "model/io/dicom_pixels.hpp"

#include <gdcmImage.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmTrace.h>

#include <algorithm>
#include <optional>
#include <string>

#include "model/io/jpeg2000.hpp"
#include "model/io/jpeg_lossless.hpp"
#include "model/io/jpeg_ls.hpp"
#include "model/io/tar.hpp"

namespace bregma {

namespace {

constexpr double maxPixels = 8192.0 * 8192.0;
constexpr std::uint32_t itemTag = 0xe000fffe, sequenceEnd = 0xe0ddfffe;

[[noreturn]] void cutShort() { throw BadData{"the pixel data are cut short"}; }
[[noreturn]] void damaged() { throw BadData{"the pixel data are damaged"}; }

std::uint32_t byteAt(std::string_view bytes, std::size_t at) {
  if (at >= bytes.size()) cutShort();
  return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t littleAt(std::string_view bytes, std::size_t at) {
  return byteAt(bytes, at) | byteAt(bytes, at + 1) << 8 | byteAt(bytes, at + 2) << 16 |
         byteAt(bytes, at + 3) << 24;
}

std::uint32_t bigAt(std::string_view bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | byteAt(bytes, at + std::size_t(i));
  return value;
}

/// The data of the slice's frame; several fragments are put together in `joined`. The decoders
/// themselves do not notice missing ones.
std::string_view frameData(const DicomSlice& slice, std::string_view file, std::string& joined) {
  std::vector<std::string_view> items;
  std::vector<std::size_t> starts;  // of the items' tags
  for (std::size_t at = slice.pixelStart;;) {
    const std::uint32_t tag = littleAt(file, at), length = littleAt(file, at + 4);
    if (tag == sequenceEnd) break;
    if (tag != itemTag) damaged();
    starts.push_back(at);
    at += 8;
    if (length > file.size() - at) cutShort();
    items.push_back(file.substr(at, length));
    at += length;
  }
  if (items.empty()) cutShort();
  const std::size_t frames = std::size_t(slice.frames), frame = std::size_t(slice.frame);
  const std::string_view table = items.front();  // the first item holds offsets
  std::size_t begin = 1, end = items.size();
  if (frames > 1 && items.size() == frames + 1) {
    begin = frame + 1;
    end = begin + 1;
  } else if (frames > 1) {
    if (table.size() < 4 * frames || items.size() < 2) damaged();
    const auto itemAt = [&](std::size_t f) {
      if (f == frames) return items.size();
      const auto found = std::ranges::find(starts, starts[1] + littleAt(table, 4 * f));
      if (found == starts.end()) damaged();
      return std::size_t(found - starts.begin());
    };
    begin = itemAt(frame);
    end = itemAt(frame + 1);
  }
  if (end == begin + 1) return items[begin];
  for (std::size_t i = begin; i < end; ++i) joined.append(items[i]);
  return joined;
}

using Values = std::vector<std::uint16_t>;

/// Of one byte, or of two in the file's order.
void widen(std::string_view bytes, bool bigEndian, Values& values) {
  const auto at = [&](std::size_t b) {
    return std::uint16_t(static_cast<unsigned char>(bytes[b]));
  };
  if (bytes.size() == values.size())
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = at(i);
  else if (bigEndian)
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = std::uint16_t(at(2 * i) << 8 | at(2 * i + 1));
  else
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = std::uint16_t(at(2 * i + 1) << 8 | at(2 * i));
}

void plainPixels(const DicomSlice& slice, std::string_view file, Values& values) {
  const std::size_t bytes = values.size() * std::size_t(slice.bitsAllocated / 8);
  const std::uint64_t begin = slice.pixelStart + std::uint64_t(slice.frame) * bytes;
  if (begin > file.size() || file.size() - begin < bytes) cutShort();
  widen(file.substr(begin, bytes), slice.bigEndian, values);
}

/// One byte plane, PackBits; `put(i, byte)` takes the pixels in order.
template <class Put>
void unpackBits(std::string_view packed, std::size_t pixels, Put&& put) {
  std::size_t done = 0;
  for (std::size_t at = 0; done < pixels;) {
    const int control = static_cast<signed char>(byteAt(packed, at++));
    if (control >= 0) {
      for (int n = 0; n <= control && done < pixels; ++n) put(done++, byteAt(packed, at++));
    } else if (control != -128) {
      const std::uint32_t value = byteAt(packed, at++);
      for (int n = 0; n <= -control && done < pixels; ++n) put(done++, value);
    }
  }
}

void rlePixels(const DicomSlice& slice, std::string_view packed, Values& values) {
  const std::size_t planes = std::size_t(slice.bitsAllocated / 8);
  if (littleAt(packed, 0) != planes) damaged();
  std::ranges::fill(values, std::uint16_t(0));
  for (std::size_t p = 0; p < planes; ++p) {  // the most significant first
    const std::size_t begin = littleAt(packed, 4 + 4 * p);
    if (begin > packed.size()) cutShort();
    const int shift = int(8 * (planes - 1 - p));
    unpackBits(packed.substr(begin), values.size(), [&](std::size_t i, std::uint32_t byte) {
      values[i] = std::uint16_t(values[i] | byte << shift);
    });
  }
}

/// Size and depth that compressed data claim for themselves.
struct Claim {
  std::uint32_t columns, rows, bits, components;
  std::uint32_t kind = 0;  ///< of a JPEG frame: the second byte of its marker
};
constexpr std::uint32_t losslessJpeg = 0xc3;

/// Walks up to the scan: GDCM ends the program when libjpeg warns of anything before it.
Claim jpegClaim(std::string_view data) {
  if (bigAt(data, 0, 2) != 0xffd8) damaged();
  std::optional<Claim> claim;
  for (std::size_t at = 2;;) {
    const std::uint32_t marker = bigAt(data, at, 2), length = bigAt(data, at + 2, 2);
    if (marker >> 8 != 0xff || length < 2 || marker == 0xffff) damaged();
    const std::uint32_t kind = marker & 0xff;
    const bool tables = kind == 0xc4 || kind == 0xc8 || kind == 0xcc;
    if ((kind >= 0xc0 && kind <= 0xcf && !tables) || kind == 0xf7) {
      if (claim) damaged();
      claim = {bigAt(data, at + 7, 2), bigAt(data, at + 5, 2), byteAt(data, at + 4),
               byteAt(data, at + 9), kind};
    }
    if (kind == 0xe0 && data.substr(at + 4, 5) == std::string_view("JFIF", 5) &&
        byteAt(data, at + 9) != 1)
      damaged();
    if (kind == 0xda && claim) return *claim;
    if (kind == 0xda) damaged();
    at += 2 + length;
  }
}

Claim jpeg2000Claim(std::string_view data) {
  const std::size_t at = data.find("\xff\x4f\xff\x51");
  if (at == data.npos) damaged();
  const auto word = [&](std::size_t i) { return bigAt(data, at + i, 4); };
  if (word(16) != 0 || word(20) != 0) damaged();  // an image that is offset on its canvas
  return {word(8), word(12), (byteAt(data, at + 42) & 0x7f) + 1, bigAt(data, at + 40, 2)};
}

bool isJpeg2000(const DicomSlice& slice) {
  return slice.transferSyntax == "1.2.840.10008.1.2.4.90" ||
         slice.transferSyntax == "1.2.840.10008.1.2.4.91";
}

bool isJpegLs(const DicomSlice& slice) {
  return slice.transferSyntax == "1.2.840.10008.1.2.4.80" ||
         slice.transferSyntax == "1.2.840.10008.1.2.4.81";
}

Claim checkedClaim(const DicomSlice& slice, std::string_view data) {
  const Claim claim = isJpeg2000(slice) ? jpeg2000Claim(data) : jpegClaim(data);
  if (claim.columns != std::uint32_t(slice.columns) || claim.rows != std::uint32_t(slice.rows) ||
      claim.components != 1 || claim.bits < 2 || claim.bits > std::uint32_t(slice.bitsAllocated))
    throw BadData{"the pixel data do not fit the size of the image"};
  return claim;
}

gdcm::PixelFormat formatOf(const DicomSlice& slice) {
  const auto bits = [](int n) { return static_cast<unsigned short>(n); };
  return gdcm::PixelFormat(1, bits(slice.bitsAllocated), bits(slice.bitsStored),
                           bits(slice.highBit), bits(slice.isSigned));
}

bool decodeJpeg(const DicomSlice& slice, const gdcm::DataElement& element, Values& values) {
  gdcm::Image image;
  image.SetNumberOfDimensions(2);
  image.SetDimension(0, unsigned(slice.columns));
  image.SetDimension(1, unsigned(slice.rows));
  image.SetPixelFormat(formatOf(slice));
  image.SetPhotometricInterpretation(gdcm::PhotometricInterpretation::MONOCHROME2);
  image.SetTransferSyntax(gdcm::TransferSyntax::GetTSType(slice.transferSyntax.c_str()));
  image.SetDataElement(element);
  std::string raw(values.size() * std::size_t(slice.bitsAllocated / 8), '\0');
  if (image.GetBufferLength() != raw.size() || !image.GetBuffer(raw.data())) return false;
  widen(raw, false, values);
  return true;
}

void decodeByGdcm(const DicomSlice& slice, std::string_view data, Values& values) {
  gdcm::Trace::WarningOff();
  gdcm::Trace::ErrorOff();
  gdcm::Trace::DebugOff();
  gdcm::Fragment fragment;
  fragment.SetByteValue(data.data(), std::uint32_t(data.size()));
  const auto fragments = gdcm::SequenceOfFragments::New();
  fragments->AddFragment(fragment);
  gdcm::DataElement element(gdcm::Tag(0x7fe0, 0x10));
  element.SetVR(gdcm::VR::OB);
  element.SetValue(*fragments);
  if (!decodeJpeg(slice, element, values)) damaged();
}

void decodeCompressed(const DicomSlice& slice, std::string_view data, Values& values) {
  // GDCM would end the program.
  if (slice.bitsStored < 1 || slice.bitsStored > slice.bitsAllocated ||
      slice.highBit < slice.bitsStored - 1 || slice.highBit >= slice.bitsAllocated)
    throw BadData{"its number of bits is impossible"};
  const Claim claim = checkedClaim(slice, data);
  if (isJpeg2000(slice))
    decodeJpeg2000(data, slice.columns, slice.rows, values);
  else if (claim.kind == losslessJpeg)
    decodeLosslessJpeg(data, slice.columns, slice.rows, values);
  else if (isJpegLs(slice))
    decodeJpegLs(data, slice.columns, slice.rows, values);
  else
    decodeByGdcm(slice, data, values);
}

}  // namespace

void decodePixels(const DicomSlice& slice, std::string_view file,
                  std::vector<std::uint16_t>& values) {
  if (slice.bitsAllocated != 8 && slice.bitsAllocated != 16)
    throw BadData{"its type of value is not supported"};
  if (double(slice.rows) * slice.columns > maxPixels) throw BadData{"its size is impossible"};
  if (slice.pixelStart == 0) throw BadData{"there are no pixel data"};
  values.resize(std::size_t(slice.rows) * slice.columns);
  if (!slice.fragmented) return plainPixels(slice, file, values);
  std::string joined;
  const std::string_view data = frameData(slice, file, joined);
  if (slice.transferSyntax == "1.2.840.10008.1.2.5") return rlePixels(slice, data, values);
  try {
    decodeCompressed(slice, data, values);
  } catch (const std::exception&) {
    damaged();
  }
}

std::vector<std::uint16_t> decodePixels(const DicomSlice& slice, std::string_view file) {
  std::vector<std::uint16_t> values;
  decodePixels(slice, file, values);
  return values;
}

}  // namespace bregma
