#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/plan.hpp"

namespace bregma {

inline constexpr int planFormat = 1;

/// `plan.json`: sections by step, units in the key names, keys sorted, two spaces.
/// The same plan gives the same bytes.
std::string planToJson(const Plan& plan);

/// The section of one step, for telling whether two plans agree about it.
std::string planSection(const Plan& plan, Step step);

/// `name` is the file named in errors. Keys that are absent keep their defaults.
/// @throws Error FileDamaged, PlanNewer, PlanKeyUnknown, PlanValueBad
Plan planFromJson(std::string_view json, const std::string& name = "plan.json");

/// @throws Error PathMissing, FileTooLarge and those of planFromJson
Plan readPlan(const std::filesystem::path& path);

/// Atomic: a temporary file beside it, flushed, renamed.
/// @throws Error WriteFailed, PlanValueBad
void writePlan(const Plan& plan, const std::filesystem::path& path);

/// Sets "step.key" from text, as on the command line. Lists are JSON; `export.acknowledged` may
/// also be names with commas between them.
/// @throws Error PlanKeyUnknown, PlanValueBad
void setPlanValue(Plan& plan, const std::string& key, const std::string& value);

/// Whether it is what a case exports: "export", beside the "plan.json" it came from.
bool isExportOfCase(const std::filesystem::path& folder);

/// What each number may be, and that they fit together.
/// @throws Error PlanValueBad
void checkPlan(const Plan& plan);

/// A key of the plan, for help texts and settings panels.
struct PlanKey {
  std::string key;           ///< "step.key"
  std::string allowed;       ///< in words: "0 to 5", "true or false"
  std::string defaultValue;  ///< as JSON
  enum class Kind { Number, Whole, Switch, Choice, Other };
  Kind kind = Kind::Other;
  double low = 0, high = 0;               ///< of numbers
  std::vector<std::string> choices = {};  ///< what setPlanValue takes, when they can be listed
};
std::vector<PlanKey> planKeys();

}  // namespace bregma
