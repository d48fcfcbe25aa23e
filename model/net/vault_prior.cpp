#include "model/net/vault_prior.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "model/error.hpp"
#include "model/io/write_file.hpp"
#include "model/net/card.hpp"

namespace bregma {

namespace {

static_assert(std::endian::native == std::endian::little, "the file is little-endian");

constexpr char magic[] = "bregma vault prior 1\n";
constexpr std::size_t magicBytes = sizeof magic - 1;
constexpr int largestSize = 1024, mostModes = 4096;
constexpr float steps = 32767;

class Writer {
 public:
  template <class T>
  void put(const T& value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  template <class T>
  void putAll(const std::vector<T>& values) {
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
  }
  std::string bytes;
};

class Reader {
 public:
  Reader(const std::string& bytes, const std::filesystem::path& path) : bytes_(bytes), path_(path) {
    if (!bytes.starts_with(magic)) fail("not a vault prior");
    at_ = magicBytes;
  }
  [[noreturn]] void fail(const char* reason) const {
    throw Error(ErrorCode::FileDamaged, {utf8(path_), std::string(reason)});
  }
  template <class T>
  T take() {
    T value;
    takeInto(&value, sizeof value);
    return value;
  }
  template <class T>
  std::vector<T> takeAll(std::size_t count) {
    if (count * sizeof(T) > bytes_.size() - at_) fail("it ends too early");
    std::vector<T> values(count);
    takeInto(values.data(), count * sizeof(T));
    return values;
  }
  std::vector<float> takeFinite(std::size_t count) {
    auto values = takeAll<float>(count);
    if (!std::ranges::all_of(values, [](float v) { return std::isfinite(v); }))
      fail("a value is not a number");
    return values;
  }
  void finish() const {
    if (at_ != bytes_.size()) fail("it is longer than it says");
  }

 private:
  void takeInto(void* to, std::size_t count) {
    if (count > bytes_.size() - at_) fail("it ends too early");
    std::memcpy(to, bytes_.data() + at_, count);
    at_ += count;
  }
  const std::string& bytes_;
  const std::filesystem::path& path_;
  std::size_t at_ = 0;
};

}  // namespace

VaultPrior readVaultPrior(const std::filesystem::path& folder) {
  const NetworkCard card = readCard(folder, vaultPriorArchitecture);
  return vaultPriorFromBytes(readNetworkFile(folder, card, vaultPriorFile),
                             folder / vaultPriorFile);
}

std::string vaultPriorBytes(const VaultPrior& prior) {
  Writer out;
  out.bytes.assign(magic, magicBytes);
  out.put(std::int32_t(prior.size));
  out.put(prior.maxPolarRad);
  out.put(std::int32_t(prior.modes.size()));
  out.putAll(prior.outer);
  out.putAll(prior.thickness);
  out.putAll(prior.region);
  out.putAll(prior.mean);
  out.putAll(prior.variances);
  for (const auto& mode : prior.modes) {
    float largest = 0;
    for (const float v : mode) largest = std::max(largest, std::abs(v));
    out.put(largest);
    for (const float v : mode)
      out.put(std::int16_t(largest > 0 ? std::lround(v / largest * steps) : 0));
  }
  return out.bytes;
}

VaultPrior vaultPriorFromBytes(const std::string& bytes, const std::filesystem::path& path) {
  Reader in(bytes, path);
  VaultPrior prior;
  prior.size = in.take<std::int32_t>();
  prior.maxPolarRad = in.take<double>();
  const auto modes = in.take<std::int32_t>();
  if (prior.size < 2 || prior.size > largestSize || modes < 0 || modes > mostModes ||
      !(prior.maxPolarRad > 0 && prior.maxPolarRad < 4))
    in.fail("its sizes make no sense");
  const auto pixels = std::size_t(prior.size) * prior.size;
  prior.outer = in.takeFinite(pixels);
  prior.thickness = in.takeFinite(pixels);
  prior.region = in.takeAll<std::uint8_t>(pixels);
  if (std::ranges::any_of(prior.region, [](auto v) { return v > 1; })) in.fail("its region is bad");
  const auto within = std::size_t(std::ranges::count(prior.region, 1));
  prior.mean = in.takeFinite(2 * within);
  prior.variances = in.takeFinite(std::size_t(modes));
  if (std::ranges::any_of(prior.variances, [](float v) { return !(v > 0); }))
    in.fail("a variance is not positive");
  for (int k = 0; k < modes; ++k) {
    const float largest = in.takeFinite(1)[0];
    const auto fractions = in.takeAll<std::int16_t>(2 * within);
    auto& mode = prior.modes.emplace_back(2 * within);
    std::ranges::transform(fractions, mode.begin(),
                           [&](std::int16_t f) { return float(f) / steps * largest; });
  }
  in.finish();
  return prior;
}

}  // namespace bregma
