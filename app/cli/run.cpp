#include <QGuiApplication>
#include <chrono>
#include <fstream>

#include "app/cli/case_pictures.hpp"
#include "app/cli/commands.hpp"
#include "app/cli/console.hpp"
#include "model/io/plan_file.hpp"
#include "model/io/write_file.hpp"
#include "planning/exporting.hpp"
#include "planning/process_memory.hpp"
#include "ui/report.hpp"

namespace bregma {

namespace {

using Json = nlohmann::json;

struct Timing {
  std::string step;
  double seconds = 0, peakMb = 0;
};

Plan planOf(const RunOptions& options) {
  Plan plan = options.planFile.empty() ? Plan{} : readPlan(options.planFile);
  if (!options.method.empty()) setPlanValue(plan, "vault.method", options.method);
  for (const std::string& setting : options.settings) {
    const std::size_t equals = setting.find('=');
    setPlanValue(plan, setting.substr(0, equals), setting.substr(equals + 1));
  }
  checkPlan(plan);
  return plan;
}

template <class Work>
Timing timed(const std::string& name, Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return {name, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
          peakMemoryMb()};
}

// Pictures need a display; the one page of the report needs only fonts.
std::vector<Finding> drawReport(const Case& finished) {
  const std::vector<Picture> pictures = picturesOf(finished, consoleProgress());
  if (!pictures.empty()) writePictures(finished.folder() / "export/pictures", pictures);
  int count = 3;
  char name[] = "bregma-cli", option[] = "-platform", platform[] = "offscreen";
  char* arguments[] = {name, option, platform, nullptr};
  const QGuiApplication application(count, arguments);
  writeReport(finished.folder() / "export/report.pdf",
              reportOf(finished, pictures, QStringLiteral(BREGMA_VERSION)));
  if (!pictures.empty()) return {};
  return {{FindingCode::PicturesSkipped, Severity::Note, Step::Export, {}, {}}};
}

Json documentOf(const RunOptions& options, const Exported& exported,
                const std::vector<Finding>& findings, const std::vector<Timing>& timings) {
  std::ifstream file(options.folder / "export/report.json", std::ios::binary);
  Json document = Json::parse(file);
  document["case"] = utf8(options.folder);
  const ExportedFile& report = exported.files.back();  // which does not name itself
  document["files"].push_back(
      {{"path", utf8(report.path.generic_u8string())}, {"sha256", report.sha256}});
  document["findings"] = jsonOf(findings);
  document["steps"] = Json::array();
  double seconds = 0;
  for (const Timing& t : timings) {
    document["steps"].push_back({{"step", t.step}, {"seconds", t.seconds}, {"peak_mb", t.peakMb}});
    seconds += t.seconds;
  }
  document["seconds"] = seconds;
  document["peak_mb"] = peakMemoryMb();
  return document;
}

void printSummary(const RunOptions& options, const Exported& exported,
                  const std::vector<Finding>& findings) {
  printFindings(findings);
  for (const ImplantReview& r : exported.implants) {
    char text[160];
    std::snprintf(
        text, sizeof text,
        "implant: %.2f cm3, thickness %.1f mm (least %.1f), gap %.2f mm, overlap %.1f mm3",
        r.volumeMm3 / 1000, r.thicknessMeanMm, r.thicknessMinMm, r.gapMedianMm, r.overlapMm3);
    print(text);
  }
  for (const ExportedFile& file : exported.files) print(utf8(options.folder / file.path));
}

}  // namespace

int runCommand(const RunOptions& options) {
  Case planned(options.input, planOf(options));
  planned.setFolder(options.folder);
  std::vector<Timing> timings;
  planned.run(options.last, consoleProgress(), [&](const StepReport& report) {
    printStep(report);
    timings.push_back({std::string(nameOf(report.step)), report.seconds, report.peakMb});
  });
  const bool complete = options.last == Step::Export;
  Exported exported;
  if (complete)
    exported = *planned.exported();
  else
    timings.push_back(timed("export", [&] { exported = exportCase(planned, consoleProgress()); }));
  std::vector<Finding> findings = planned.findings();
  if (complete && options.pictures)
    timings.push_back(timed("pictures", [&] {
      for (const Finding& finding : drawReport(planned)) findings.push_back(finding);
    }));
  if (options.json)
    printDocument(documentOf(options, exported, findings, timings));
  else
    printSummary(options, exported, findings);
  return 0;
}

}  // namespace bregma
