#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/io/plan_file.hpp"

namespace bregma {

/// A value of the plan as JSON text, in and out.
struct PlanField {
  std::string section, key;
  std::string allowed;  ///< in words
  PlanKey::Kind kind = PlanKey::Kind::Other;
  double low = 0, high = 0;  ///< of numbers
  std::vector<std::string> choices;
  bool isText = false;  ///< taken as it is on the command line
  std::function<std::string(const Plan&)> json;
  /// False when the value is none that is allowed; the plan is then as before.
  std::function<bool(Plan&, const std::string& json)> set;

  std::string name() const { return section + "." + key; }
};

/// The one list of what a plan holds, and of what each value may be.
const std::vector<PlanField>& planFields();

}  // namespace bregma
