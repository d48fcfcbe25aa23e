#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>

#include "model/error.hpp"
#include "model/io/plan_file.hpp"

namespace bregma {

/// The same numbers from the same seed with every standard library.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {
    for (int i = 0; i < 20; ++i) engine_();
  }
  double between(double low, double high) {
    return low + (high - low) * (double(engine_() >> 11) / double(1ull << 53));
  }
  int whole(int low, int high) {
    return low + int(std::min(double(high - low), std::floor(between(0, high - low + 1.0))));
  }
  bool chance(double share) { return between(0, 1) < share; }

 private:
  std::mt19937_64 engine_;
};

/// How often settings leave their defaults. Those before the implant are drawn seldom, and so is
/// the side: a wrong threshold or a wrong side leaves nothing to make a mold of.
struct DrawSettings {
  double early = 0.03, late = 0.4;
  double finestVoxelMm = 0.4;  ///< a soak on the plan's finest grid would take days
};

/// Draws every key of the plan's own table, within the limits that the table names; values that
/// contradict another key are drawn again.
inline Plan randomPlan(Dice& dice, const DrawSettings& draw) {
  Plan plan;
  for (const PlanKey& key : planKeys()) {
    if (key.kind == PlanKey::Kind::Other) continue;
    const bool early = key.key == "export.side" ||
                       !(key.key.starts_with("implant.") || key.key.starts_with("mold.") ||
                         key.key.starts_with("export.") || key.key == "vault.method");
    if (!dice.chance(early ? draw.early : draw.late)) continue;
    for (int attempt = 0; attempt < 5; ++attempt) {
      std::string value;
      if (key.kind == PlanKey::Kind::Number) {
        double low = key.low;
        if (key.key == "implant.voxelMm") low = std::max(low, draw.finestVoxelMm);
        value = std::to_string(dice.between(low, key.high));
      } else if (key.kind == PlanKey::Kind::Whole) {
        value = std::to_string(dice.whole(int(key.low), int(key.high)));
      } else {
        value = key.choices[std::size_t(dice.whole(0, int(key.choices.size()) - 1))];
      }
      Plan drawn = plan;
      try {
        setPlanValue(drawn, key.key, value);
        checkPlan(drawn);
      } catch (const Error&) {
        continue;
      }
      plan = std::move(drawn);
      break;
    }
  }
  return plan;
}

}  // namespace bregma
