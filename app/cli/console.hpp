#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/error.hpp"
#include "model/progress.hpp"
#include "planning/case.hpp"

namespace bregma {

/// Results go to stdout, what happens meanwhile to stderr.
void print(const std::string& line);
void printDocument(const nlohmann::json& document);
void printFindings(const std::vector<Finding>& findings);

/// Reports to stderr: a percentage that overwrites itself on a terminal, nothing elsewhere.
/// Throws Cancelled at the next report after Ctrl-C.
Progress consoleProgress();
/// One line a step on stderr.
void printStep(const StepReport& report);

std::string english(const Error& error);
std::string english(const Finding& finding);
nlohmann::json jsonOf(const Error& error);
nlohmann::json jsonOf(const std::vector<Finding>& findings);

}  // namespace bregma
