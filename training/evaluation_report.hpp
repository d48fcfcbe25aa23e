#pragma once

#include <string>
#include <vector>

#include "training/evaluation.hpp"

namespace bregma {

/// How an evaluation was made.
struct EvaluationContext {
  bool synthetic = false;
  std::uint64_t seed = 1;
  int heads = 0;
  int jobs = 1;
  Step last = Step::Vault;
};

/// {"defects", "seed", "heads", "methods": {"network": {"count", "failed", "median": {"dsc",
/// "bdsc", "hd95_mm", "error_rate_percent", "error_rate_paper_grid_percent", "outer_mean_mm",
/// "outer_p95_mm", "thickness_mean_mm", "unfilled_percent", "uncertainty_mm",
/// "within_uncertainty_percent", "seconds", "peak_mb", "run_seconds"}, "p5", "p95", "worst",
/// "flags_worst_tenth_auc", "classes": {name: {count, failed, median, …}}, "cases": [{"head",
/// "defect", "classes", "diameter_mm", "failure", …}]}}}
///
/// Percentiles are of the plain values. A failure is the worst value of every measure: DSC 0, and
/// null where no number can say it.
std::string evaluationJson(const std::vector<CaseScore>& scores, const EvaluationContext& context);

/// The medians of every method, then by class, for a person.
std::string evaluationTable(const std::vector<CaseScore>& scores);

/// Outer-surface error against the opening's diameter, from the text of an evaluation's JSON: a dot
/// a case, a line through the medians of neighboring sizes. An SVG document.
/// @throws Error FileDamaged (no evaluation)
std::string errorFigure(const std::string& evaluationJson);

/// How well `stated` singles out the `worst` share of the cases by `actual`: the area under the
/// ROC curve, 0.5 for no better than chance; NaN when all or none belong to them.
double worstCasesAuc(const std::vector<double>& stated, const std::vector<double>& actual,
                     double worst);

}  // namespace bregma
