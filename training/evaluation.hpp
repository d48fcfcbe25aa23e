#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "model/step.hpp"
#include "planning/comparison.hpp"
#include "training/defects.hpp"
#include "training/head_files.hpp"
#include "training/shell_errors.hpp"

namespace bregma {

struct EvaluationSettings {
  std::vector<VaultMethod> methods;
  bool synthetic = false;            ///< else the data set's own defects
  std::vector<std::string> classes;  ///< of synthetic defects: those of a class, or of its parts
                                     ///< (clean: clean-40 …); empty: all
  std::uint64_t seed = 1;
  BoneSettings bone;
  VaultSettings vault;      ///< its method is not used
  Step last = Step::Vault;  ///< a later one: also times a whole run from the file to this step
  int jobs = 1;             ///< heads at once; seconds and memory are honest for 1
};

/// One defect of one head, completed by one method.
struct CaseScore {
  VaultMethod method{};
  std::string head, defect;          ///< defect: which of the head's defects
  std::vector<std::string> classes;  ///< that it counts for
  double diameterMm = 0;             ///< largest, of the opening; 0: not known
  std::string failure;               ///< the error's code and arguments; empty: there is a result
  Comparison comparison;             ///< on the grid of the head's file; a failure's DSC is 0
  double errorRatePaperPercent = 0;  ///< on the published network's grid
  ShellErrors shell;
  double seconds = 0;     ///< frame to vault, after reading
  double peakMb = 0;      ///< meanwhile, beyond what was held before
  double runSeconds = 0;  ///< file to `last`; 0: not asked for
};

/// A synthetic defect of the benchmark.
struct BenchmarkDefect {
  std::string name;
  std::vector<std::string> classes;
  DefectWish wish;
};
/// For the head at `position` of its data set: sizes of 40 to 120 mm with clean rims (clean-40 …)
/// and with healed ones (healed-40 …), the six published masks (mask-ellipsoid …), and shares of
/// the vault's volume up to 35 % (share-05 …). Sides take turns from head to head (site-left …).
std::vector<BenchmarkDefect> benchmarkDefects(int position);

/// Measures every method on every defect of the chosen heads; `all` are the heads of the data set.
/// Heads are read once. What goes wrong with a method is a score of 0, never an exception; heads
/// that cannot be read, and official defects that do not exist, are failures of every method.
/// @throws Error DatasetEmpty (no head is chosen), Cancelled
/// About 15 s a head with official defects. Cancel: between steps.
std::vector<CaseScore> evaluate(const std::vector<HeadFiles>& all,
                                const std::vector<HeadFiles>& chosen,
                                const EvaluationSettings& settings, Progress progress = {},
                                const std::function<void(const CaseScore&)>& onScore = {});

}  // namespace bregma
