#include "app/cli/console.hpp"

#include <cstdio>
#include <memory>
#include <stop_token>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include "app/cli/interrupt.hpp"
#include "planning/report_json.hpp"
#include "ui/messages.hpp"

namespace bregma {

namespace {

bool onTerminal() {
#ifdef _WIN32
  static const bool terminal = _isatty(_fileno(stderr)) != 0;
#else
  static const bool terminal = isatty(fileno(stderr)) != 0;
#endif
  return terminal;
}

void wipePercentage() {
  if (onTerminal()) std::fputs("\r      \r", stderr);
}

}  // namespace

void print(const std::string& line) { std::fputs((line + "\n").c_str(), stdout); }

void printDocument(const nlohmann::json& document) {
  print(document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

void printFindings(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings)
    print(std::string(nameOf(finding.severity)) + ": " + english(finding));
}

Progress consoleProgress() {
  const auto stop = std::make_shared<std::stop_source>();
  const auto shown = std::make_shared<int>(-1);
  return {stop->get_token(), [stop, shown](double fraction) {
            if (interrupted()) stop->request_stop();
            const int percent = int(100 * fraction);
            if (!onTerminal() || percent == *shown) return;
            *shown = percent;
            std::fprintf(stderr, "\r%3d %%", percent);
          }};
}

void printStep(const StepReport& report) {
  wipePercentage();
  std::fprintf(stderr, "%-8s %6.2f s %6.0f MB\n", std::string(nameOf(report.step)).c_str(),
               report.seconds, report.peakMb);
}

std::string english(const Error& error) { return sentence(error).toStdString(); }
std::string english(const Finding& finding) { return sentence(finding).toStdString(); }

nlohmann::json jsonOf(const Error& error) {
  nlohmann::json json{
      {"code", nameOf(error.code)}, {"args", nlohmann::json::array()}, {"message", english(error)}};
  for (const Arg& arg : error.args)
    std::visit([&](const auto& value) { json["args"].push_back(value); }, arg);
  if (error.place) json["placeMm"] = {error.place->x, error.place->y, error.place->z};
  return json;
}

nlohmann::json jsonOf(const std::vector<Finding>& findings) {
  nlohmann::json list = nlohmann::json::parse(findingsJson(findings));
  for (std::size_t i = 0; i < findings.size(); ++i) list[i]["message"] = english(findings[i]);
  return list;
}

}  // namespace bregma
