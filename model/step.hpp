#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace bregma {

/// The eight steps from the scan to the files, in order.
enum class Step { Import, Bone, Head, Defect, Vault, Implant, Mold, Export };

inline constexpr std::array allSteps{Step::Import, Step::Bone,    Step::Head, Step::Defect,
                                     Step::Vault,  Step::Implant, Step::Mold, Step::Export};
inline constexpr std::array<std::string_view, 8> stepNames{"import", "bone",    "head", "defect",
                                                           "vault",  "implant", "mold", "export"};

constexpr std::string_view nameOf(Step step) { return stepNames[std::size_t(step)]; }
constexpr std::optional<Step> stepNamed(std::string_view name) {
  for (const Step step : allSteps)
    if (nameOf(step) == name) return step;
  return std::nullopt;
}

}  // namespace bregma
