#include "app/cli/commands.hpp"
#include "app/cli/console.hpp"
#include "model/io/write_file.hpp"
#include "model/scan.hpp"

namespace bregma {

namespace {

nlohmann::json jsonOfSeries(const SeriesSummary& s) {
  return {{"uid", s.uid},
          {"modality", s.modality},
          {"description", s.description},
          {"syntax", s.transferSyntax},
          {"path", utf8(s.path)},
          {"slices", s.slices},
          {"size", s.size},
          {"spacing", {s.spacing.x, s.spacing.y, s.spacing.z}},
          {"tilt", s.tiltDeg},
          {"findings", jsonOf(s.findings)}};
}

std::string shortNumber(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

void printSeries(const SeriesSummary& s) {
  const auto& n = s.size;
  print((s.uid.empty() ? utf8(s.path.filename()) : s.uid) + "  " + s.modality + "  " +
        std::to_string(n[0]) + " x " + std::to_string(n[1]) + " x " + std::to_string(n[2]) + ", " +
        shortNumber(s.spacing.x) + " x " + shortNumber(s.spacing.y) + " x " +
        shortNumber(s.spacing.z) + " mm, tilt " + shortNumber(s.tiltDeg) + " deg, " +
        s.transferSyntax);
  printFindings(s.findings);
}

}  // namespace

int listSeriesCommand(const SeriesOptions& options) {
  const std::vector<SeriesSummary> all = listSeries(options.path, consoleProgress());
  if (!options.json) {
    for (const SeriesSummary& s : all) printSeries(s);
    return 0;
  }
  nlohmann::json list = nlohmann::json::array();
  for (const SeriesSummary& s : all) list.push_back(jsonOfSeries(s));
  printDocument({{"series", list}});
  return 0;
}

}  // namespace bregma
