#include "model/io/hounsfield.hpp"

#include <algorithm>
#include <array>

#include "model/io/each_slice.hpp"

namespace bregma {

int guessedOffset(std::span<const std::int16_t> values) {
  std::array<std::int64_t, 1 << 16> histogram{};
  const std::size_t stride = std::max<std::size_t>(1, values.size() / 2'000'003);
  std::int64_t total = 0;
  for (std::size_t i = 0; i < values.size(); i += stride, ++total)
    ++histogram[std::size_t(values[i] + 32768)];
  if (total == 0) return 0;
  const auto share = [&](int low, int high) {
    std::int64_t sum = 0;
    for (int v = low; v < high; ++v) sum += histogram[std::size_t(v + 32768)];
    return double(sum) / double(total);
  };
  // Soft tissue is the one narrow peak of a head; bone near 1000 HU is broad.
  const double soft = share(974, 1174);
  const bool shifted = share(-32768, -200) < 0.005 && soft > 0.05 && soft > 3 * share(650, 850);
  return shifted ? 1024 : 0;
}

void correctOffset(std::vector<std::int16_t>& values, std::vector<Finding>& findings) {
  const int offset = guessedOffset(values);
  if (offset == 0) return;
  constexpr int block = 1 << 20;
  const int blocks = int((values.size() + block - 1) / block);
  forEachSlice(blocks, {}, [&](int b) {
    const auto end =
        values.begin() + std::ptrdiff_t(std::min(values.size(), (b + 1) * std::size_t(block)));
    for (auto v = values.begin() + b * std::ptrdiff_t(block); v != end; ++v)
      *v = std::int16_t(std::max<int>(*v - offset, airFloorHu));
  });
  findings.push_back(
      {FindingCode::ValuesNotHu, Severity::Warning, Step::Import, {double(offset)}, {}});
}

}  // namespace bregma
