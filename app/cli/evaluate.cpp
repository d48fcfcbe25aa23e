#include <cmath>
#include <cstdio>

#include "app/cli/commands.hpp"
#include "app/cli/console.hpp"
#include "model/io/write_file.hpp"
#include "training/evaluation.hpp"
#include "training/evaluation_report.hpp"
#include "training/head_files.hpp"

namespace bregma {

namespace {

void tell(const CaseScore& s) {
  const std::string name = s.head + " " + s.defect + " " + std::string(nameOf(s.method));
  if (!s.failure.empty())
    std::fprintf(stderr, "%-44s failed: %s\n", name.c_str(), s.failure.c_str());
  else
    std::fprintf(stderr,
                 "%-44s DSC %.4f bDSC %.4f HD95 %.2f outer %.2f thickness %.2f mm, %.2f s\n",
                 name.c_str(), s.comparison.dsc, s.comparison.bdsc, s.comparison.hd95Mm,
                 s.shell.outerMeanMm, s.shell.thicknessMeanMm, s.seconds);
}

}  // namespace

int evaluateCommand(const EvaluateOptions& options) {
  EvaluationSettings settings;
  for (const std::string& name : options.methods)
    settings.methods.push_back(*vaultMethodNamed(name));
  settings.synthetic = options.synthetic;
  settings.classes = options.classes;
  settings.seed = options.seed;
  settings.last = options.last;
  settings.jobs = options.jobs;
  const std::vector<HeadFiles> all = headsIn(options.dataset);
  const std::vector<HeadFiles> chosen = chosenHeads(all, options.heads);
  const std::vector<CaseScore> scores = evaluate(all, chosen, settings, consoleProgress(), tell);
  const std::string json = evaluationJson(scores, {.synthetic = options.synthetic,
                                                   .seed = options.seed,
                                                   .heads = int(chosen.size()),
                                                   .jobs = options.jobs,
                                                   .last = options.last});
  if (!options.jsonFile.empty()) writeFileAtomically(options.jsonFile, json);
  if (!options.figure.empty()) writeFileAtomically(options.figure, errorFigure(json));
  std::fputs(evaluationTable(scores).c_str(), stdout);
  return 0;
}

}  // namespace bregma
