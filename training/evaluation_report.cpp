#include "training/evaluation_report.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

namespace bregma {

namespace {

using Json = nlohmann::ordered_json;
using Scores = std::vector<const CaseScore*>;

constexpr double infinite = std::numeric_limits<double>::infinity();

struct Measure {
  const char* key;
  bool moreIsBetter;
  double (*of)(const CaseScore&);
};
constexpr std::array measures{
    Measure{"dsc", true, [](const CaseScore& s) { return s.comparison.dsc; }},
    Measure{"bdsc", true, [](const CaseScore& s) { return s.comparison.bdsc; }},
    Measure{"hd95_mm", false, [](const CaseScore& s) { return s.comparison.hd95Mm; }},
    Measure{"error_rate_percent", false,
            [](const CaseScore& s) { return s.comparison.errorRatePercent; }},
    Measure{"error_rate_paper_grid_percent", false,
            [](const CaseScore& s) { return s.errorRatePaperPercent; }},
    Measure{"outer_mean_mm", false, [](const CaseScore& s) { return s.shell.outerMeanMm; }},
    Measure{"outer_p95_mm", false, [](const CaseScore& s) { return s.shell.outerP95Mm; }},
    Measure{"thickness_mean_mm", false, [](const CaseScore& s) { return s.shell.thicknessMeanMm; }},
    Measure{"unfilled_percent", false, [](const CaseScore& s) { return s.shell.unfilledPercent; }},
    Measure{"uncertainty_mm", false, [](const CaseScore& s) { return s.shell.uncertaintyMm; }},
    Measure{"within_uncertainty_percent", true,
            [](const CaseScore& s) { return s.shell.within90Percent; }},
    Measure{"seconds", false, [](const CaseScore& s) { return s.seconds; }},
    Measure{"peak_mb", false, [](const CaseScore& s) { return s.peakMb; }},
    Measure{"run_seconds", false,
            [](const CaseScore& s) { return s.runSeconds > 0 ? s.runSeconds : std::nan(""); }}};

// Worst last; what is no number is worse than all numbers.
std::vector<double> sortedValues(const Scores& scores, const Measure& measure) {
  std::vector<double> values;
  for (const CaseScore* s : scores) {
    const double v = measure.of(*s);
    values.push_back(std::isnan(v) ? (measure.moreIsBetter ? -infinite : infinite) : v);
  }
  std::ranges::sort(values);
  return values;
}

// Linear between the two nearest ranks.
double percentile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return std::nan("");
  const double rank = share * double(sorted.size() - 1);
  const auto low = std::size_t(rank), high = std::min(low + 1, sorted.size() - 1);
  if (sorted[low] == sorted[high] || rank == double(low)) return sorted[low];
  return sorted[low] + (rank - double(low)) * (sorted[high] - sorted[low]);
}

Json numberOrNull(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json summaryOf(const Scores& scores) {
  Json median, p5, p95, worst;
  for (const Measure& measure : measures) {
    const std::vector<double> values = sortedValues(scores, measure);
    median[measure.key] = numberOrNull(percentile(values, 0.5));
    p5[measure.key] = numberOrNull(percentile(values, 0.05));
    p95[measure.key] = numberOrNull(percentile(values, 0.95));
    worst[measure.key] = numberOrNull(measure.moreIsBetter ? values.front() : values.back());
  }
  const auto failures =
      std::ranges::count_if(scores, [](const CaseScore* s) { return !s->failure.empty(); });
  return {
      {"count", scores.size()}, {"failed", failures}, {"median", median}, {"p5", p5}, {"p95", p95},
      {"worst", worst}};
}

Json caseJson(const CaseScore& score) {
  Json json{{"head", score.head},
            {"defect", score.defect},
            {"classes", score.classes},
            {"diameter_mm", numberOrNull(score.diameterMm)}};
  if (!score.failure.empty()) json["failure"] = score.failure;
  for (const Measure& measure : measures) json[measure.key] = numberOrNull(measure.of(score));
  return json;
}

double flagsWorstTenth(const Scores& scores) {
  std::vector<double> stated, actual;
  for (const CaseScore* s : scores)
    if (s->failure.empty()) {
      stated.push_back(s->shell.uncertaintyMm);
      actual.push_back(s->shell.outerMeanMm);
    }
  return worstCasesAuc(stated, actual, 0.1);
}

// In the order in which they first occur.
std::vector<std::string> classesOf(const Scores& scores) {
  std::vector<std::string> names;
  for (const CaseScore* s : scores)
    for (const std::string& name : s->classes)
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  return names;
}

// clean-40 before clean-100.
void sortNaturally(std::vector<std::string>& names) {
  const auto key = [](const std::string& name) {
    const std::size_t digit = name.find_last_not_of("0123456789") + 1;
    return std::tuple(name.substr(0, digit), name.size() - digit, name);
  };
  std::ranges::sort(names, {}, key);
}

Scores ofClass(const Scores& scores, const std::string& name) {
  Scores some;
  for (const CaseScore* s : scores)
    if (std::ranges::find(s->classes, name) != s->classes.end()) some.push_back(s);
  return some;
}

std::vector<std::pair<std::string, Scores>> byMethod(const std::vector<CaseScore>& scores) {
  std::vector<std::pair<std::string, Scores>> groups;
  for (const CaseScore& score : scores) {
    const std::string name(nameOf(score.method));
    auto group = std::ranges::find(groups, name, &std::pair<std::string, Scores>::first);
    if (group == groups.end()) group = groups.insert(group, {name, {}});
    group->second.push_back(&score);
  }
  return groups;
}

std::string row(const std::string& name, const Scores& scores) {
  const auto median = [&](std::size_t m) {
    return percentile(sortedValues(scores, measures[m]), 0.5);
  };
  const std::vector<double> dsc = sortedValues(scores, measures[0]);
  const auto failures =
      std::ranges::count_if(scores, [](const CaseScore* s) { return !s->failure.empty(); });
  char text[256];
  std::snprintf(
      text, sizeof text,
      "%-36s %4zu %6.4f %6.4f %6.2f %6.1f %6.1f %5.2f %5.2f %5.2f %6.4f %6.4f %5.2f %5.0f",
      name.c_str(), scores.size(), median(0), median(1), median(2), median(3), median(4), median(5),
      median(6), median(7), percentile(dsc, 0.05), dsc.front(), median(11), median(12));
  std::string line = text;
  if (std::isfinite(median(13))) {
    std::snprintf(text, sizeof text, " %6.1f", median(13));
    line += text;
  }
  if (failures > 0) line += "  " + std::to_string(failures) + " failed";
  return line + "\n";
}

}  // namespace

std::string evaluationJson(const std::vector<CaseScore>& scores, const EvaluationContext& context) {
  Json methods = Json::object();
  for (const auto& [name, mine] : byMethod(scores)) {
    Json method = summaryOf(mine);
    method["flags_worst_tenth_auc"] = numberOrNull(flagsWorstTenth(mine));
    Json classes = Json::object();
    std::vector<std::string> names = classesOf(mine);
    sortNaturally(names);
    for (const std::string& one : names) classes[one] = summaryOf(ofClass(mine, one));
    method["classes"] = classes;
    method["cases"] = Json::array();
    for (const CaseScore* score : mine) method["cases"].push_back(caseJson(*score));
    methods[name] = method;
  }
  return Json{{"defects", context.synthetic ? "synthetic" : "official"},
              {"seed", context.seed},
              {"heads", context.heads},
              {"jobs", context.jobs},
              {"timed_to", nameOf(context.last)},
              {"methods", methods}}
             .dump(2) +
         "\n";
}

std::string evaluationTable(const std::vector<CaseScore>& scores) {
  std::string table =
      "medians                                 n    DSC   bDSC   HD95      r  r112 outer   p95 "
      "thick  p5DSC  least   sec    MB\n";
  const auto groups = byMethod(scores);
  for (const auto& [name, mine] : groups) table += row(name, mine);
  std::vector<std::string> classes;
  if (!groups.empty()) classes = classesOf(groups.front().second);
  sortNaturally(classes);
  if (classes.size() < 2) return table;
  for (const std::string& one : classes)
    for (const auto& [name, mine] : groups) table += row(one + " " + name, ofClass(mine, one));
  return table;
}

double worstCasesAuc(const std::vector<double>& stated, const std::vector<double>& actual,
                     double worst) {
  const std::size_t n = actual.size();
  const auto count = std::size_t(std::lround(worst * double(n)));
  if (count == 0 || count >= n) return std::nan("");
  std::vector<std::size_t> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = i;
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) { return actual[i]; });
  double won = 0;
  for (std::size_t bad = 0; bad < count; ++bad)
    for (std::size_t good = count; good < n; ++good) {
      const double a = stated[order[bad]], b = stated[order[good]];
      won += a > b ? 1 : a == b ? 0.5 : 0;
    }
  return won / (double(count) * double(n - count));
}

}  // namespace bregma
