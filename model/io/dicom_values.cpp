#include "model/io/dicom_values.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <tuple>

#include "model/io/dicom_elements.hpp"
#include "model/io/dicom_pixels.hpp"
#include "model/io/each_slice.hpp"
#include "model/io/hounsfield.hpp"
#include "model/io/limits.hpp"
#include "model/io/read_file.hpp"
#include "model/io/sha256.hpp"
#include "model/io/tar.hpp"
#include "model/io/write_file.hpp"
#include "model/large_vector.hpp"

namespace bregma {

namespace {

constexpr double maxSliceFileBytes = 5e8;
/// So many voxels at the very top of the scale are no chance.
constexpr int clippedVoxels = 20;
/// The top of 12 bits with the usual intercept, which many scanners keep in 16 bits too.
constexpr int usualTopHu = 3071;

/// Raw stored bits to HU.
class ValueTable {
 public:
  void prepare(const DicomSlice& slice) {
    const auto key = std::tuple(slice.slope, slice.intercept, slice.bitsStored, slice.highBit,
                                slice.isSigned, slice.padding, slice.paddingLimit);
    if (!hu_.empty() && key == key_) return;
    key_ = key;
    hu_.resize(1 << 16);
    const int bits = std::clamp(slice.bitsStored, 1, 16);
    const int shift = std::clamp(slice.highBit + 1 - bits, 0, 16 - bits);
    const auto wide = [&](std::uint16_t raw) {
      return slice.isSigned ? int(std::int16_t(raw)) : int(raw);
    };
    // Written with or without the bits above the stored ones.
    int low = 1, high = 0;
    if (slice.padding) low = high = wide(*slice.padding);
    if (slice.padding && slice.paddingLimit) {
      low = std::min(low, wide(*slice.paddingLimit));
      high = std::max(high, wide(*slice.paddingLimit));
    }
    const auto isPadding = [&](int value) { return value >= low && value <= high; };
    for (int raw = 0; raw < 1 << 16; ++raw) {
      int value = raw >> shift & ((1 << bits) - 1);
      if (slice.isSigned && value >> (bits - 1)) value -= 1 << bits;
      const double hu = slice.slope * value + slice.intercept;
      const bool none = isPadding(wide(std::uint16_t(raw))) || isPadding(value);
      hu_[std::size_t(raw)] = !none && hu > airFloorHu
                                  ? std::int16_t(std::min(std::floor(hu + 0.5), 32767.0))
                                  : airFloorHu;
    }
    const double top = slice.slope * ((1 << (bits - (slice.isSigned ? 1 : 0))) - 1);
    topHu_ = int(std::clamp(std::floor(top + slice.intercept + 0.5), -32768.0, 32767.0));
  }
  /// What the largest stored value means.
  int topHu() const { return topHu_; }
  /// Little-endian bytes, two a value.
  void convert(const unsigned char* from, std::span<std::int16_t> to) const {
    for (std::size_t i = 0; i < to.size(); ++i, from += 2)
      to[i] = hu_[std::size_t(from[0] | from[1] << 8)];
  }
  void convert(const std::vector<std::uint16_t>& from, std::span<std::int16_t> to) const {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = hu_[from[i]];
  }

 private:
  std::vector<std::int16_t> hu_;
  int topHu_ = 0;
  std::tuple<double, double, int, int, bool, std::optional<std::uint16_t>,
             std::optional<std::uint16_t>>
      key_;
};

/// The densest voxels of a slice.
struct Top {
  int hu = airFloorHu;
  std::int64_t voxels = 0;
  int scaleEndsAt = 0;
};

Top topOf(std::span<const std::int16_t> values, const ValueTable& table) {
  if (values.empty()) return {};
  // Plain loops: the compiler makes them wide.
  std::int16_t most = values[0];
  for (const std::int16_t v : values) most = std::max(most, v);
  int count = 0;
  for (const std::int16_t v : values) count += v == most;
  return {most, count, table.topHu()};
}

double limitOf(const DicomSlice& slice) {
  return slice.frames > 1 ? maxDecodedBytes : maxSliceFileBytes;
}

/// `bytes`: of the slice's file, inflated.
Top convertSlice(const DicomSlice& slice, const std::string& bytes, std::span<std::int16_t> to) {
  thread_local ValueTable table;
  table.prepare(slice);
  if (slice.plain16) {
    if (slice.pixelStart > bytes.size() || bytes.size() - slice.pixelStart < 2 * to.size())
      throw BadData{"the pixel data are cut short"};
    table.convert(reinterpret_cast<const unsigned char*>(bytes.data()) + slice.pixelStart, to);
  } else {
    thread_local std::vector<std::uint16_t> values;
    decodePixels(slice, bytes, values);
    table.convert(values, to);
  }
  return topOf(to, table);
}

/// Calls with the name of the file in their errors.
template <class Call>
auto naming(const DicomSlice& slice, Call&& call) {
  try {
    return call();
  } catch (const BadData& bad) {
    throw Error(ErrorCode::FileDamaged, {utf8(slice.path), bad.reason});
  }
}

std::string hashOf(const std::string& bytes) {
  Sha256 sha;
  sha.update(bytes);
  return sha.hex();
}

std::string inflatedBytes(const DicomSlice& slice, std::string bytes) {
  return slice.deflatedFrom > 0 ? inflatedFrom(std::move(bytes), slice.deflatedFrom)
                                : std::move(bytes);
}

std::optional<int> clippedAt(const std::vector<Top>& tops) {
  Top all;
  for (const Top& top : tops) {
    if (top.hu > all.hu) all = {top.hu, 0, top.scaleEndsAt};
    if (top.hu == all.hu) all.voxels += top.voxels;
  }
  const bool ends = all.hu == all.scaleEndsAt || all.hu == usualTopHu;
  return ends && all.voxels >= clippedVoxels ? std::optional(all.hu) : std::nullopt;
}

}  // namespace

StackValues readValues(const std::vector<DicomSlice>& slices, Progress progress) {
  const std::size_t pixels = std::size_t(slices.front().columns) * slices.front().rows;
  StackValues stack;
  stack.hu = largeVector<std::int16_t>(pixels * slices.size());
  std::vector<Top> tops(slices.size());
  // Frames of one file share its bytes.
  std::vector<std::vector<int>> files;
  std::map<std::filesystem::path, std::size_t> known;
  for (int k = 0; k < int(slices.size()); ++k) {
    const auto [at, isNew] = known.emplace(slices[std::size_t(k)].path, files.size());
    if (isNew) files.emplace_back();
    files[at->second].push_back(k);
  }
  std::vector<std::string> digests(files.size());
  const auto convert = [&](int k, const std::string& bytes) {
    const DicomSlice& slice = slices[std::size_t(k)];
    tops[std::size_t(k)] = naming(slice, [&] {
      return convertSlice(slice, bytes,
                          std::span(stack.hu).subspan(std::size_t(k) * pixels, pixels));
    });
  };
  const auto open = [&](std::size_t f, std::string& bytes) {
    const DicomSlice& slice = slices[std::size_t(files[f].front())];
    readFile(slice.path, limitOf(slice), bytes);
    digests[f] = hashOf(bytes);
    if (slice.deflatedFrom > 0)
      bytes = naming(slice, [&] { return inflatedFrom(std::move(bytes), slice.deflatedFrom); });
  };
  const bool single = files.size() == slices.size();
  if (single)
    forEachSlice(int(files.size()), progress, [&](int k) {
      thread_local std::string bytes;
      open(std::size_t(k), bytes);
      convert(k, bytes);
    });
  for (std::size_t f = 0; !single && f < files.size(); ++f) {
    std::string bytes;
    open(f, bytes);
    forEachSlice(int(files[f].size()),
                 progress.part(double(f) / double(files.size()), (f + 1.0) / double(files.size())),
                 [&](int i) { convert(files[f][std::size_t(i)], bytes); });
  }
  Sha256 sha;
  for (const std::string& digest : digests) sha.update(digest);
  stack.sha256 = sha.hex();
  stack.clippedAtHu = clippedAt(tops);
  return stack;
}

int contradictions(const DicomSeries& series, const std::vector<std::int16_t>& hu) {
  const std::size_t pixels = std::size_t(series.first().columns) * series.first().rows;
  std::vector<std::int16_t> other(pixels);
  int differing = 0;
  for (const DoubledSlice& doubled : series.doubled) {
    const DicomSlice& slice = doubled.slice;
    naming(slice, [&] {
      return convertSlice(slice, inflatedBytes(slice, readFile(slice.path, limitOf(slice))), other);
    });
    const auto kept = hu.begin() + std::ptrdiff_t(doubled.of * pixels);
    differing += length(slice.position - series.slices[doubled.of].position) > 0.1 ||
                 !std::equal(other.begin(), other.end(), kept);
  }
  return differing;
}

}  // namespace bregma
