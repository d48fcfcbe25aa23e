#include "app/cli/commands.hpp"
#include "app/cli/console.hpp"
#include "model/io/write_file.hpp"
#include "model/series_catalog.hpp"

namespace bregma {

namespace {

nlohmann::json jsonOfSeries(const SeriesSummary& s) {
  return {{"uid", s.uid},
          {"modality", s.modality},
          {"description", s.description},
          {"syntax", s.transferSyntax},
          {"kernel", s.kernel},
          {"headCt", s.likeness.likely},
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

nlohmann::json jsonOfIdentity(const CatalogEntry& entry) {
  const SeriesIdentity& who = entry.identity;
  return {{"patient", who.patientName},
          {"patientId", who.patientId},
          {"birthDate", who.birthDate},
          {"sex", who.sex},
          {"study", who.studyUid},
          {"studyDate", who.studyDate},
          {"studyDescription", who.studyDescription},
          {"path", utf8(entry.summary.path)}};
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
  std::vector<CatalogEntry> all;
  if (options.identity)
    all = catalogSeries(options.path, consoleProgress()).entries;
  else
    for (SeriesSummary& s : listSeries(options.path, consoleProgress()))
      all.emplace_back().summary = std::move(s);
  nlohmann::json list = nlohmann::json::array();
  for (const CatalogEntry& entry : all) {
    list.push_back(jsonOfSeries(entry.summary));
    if (options.identity) list.back()["identity"] = jsonOfIdentity(entry);
    if (options.json) continue;
    if (options.identity)
      print(entry.identity.patientName + "  " + entry.identity.patientId + "  " +
            entry.identity.studyDate + "  " + utf8(entry.summary.path));
    printSeries(entry.summary);
  }
  if (options.json) printDocument({{"series", list}});
  return 0;
}

}  // namespace bregma
