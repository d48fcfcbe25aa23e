#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "model/scan.hpp"
#include "planning/results.hpp"

namespace bregma {

/// Hash of everything that a result was made from.
using Key = std::uint64_t;

enum class StepState { Missing, Stale, Ready };

/// What a run tells while it goes on.
struct StepReport {
  Step step = Step::Import;
  double seconds = 0;
  double peakMb = 0;  ///< of the process so far
  bool reused = false;
};

/// An input, a plan, and the results of the steps. Cheap to copy (results are shared and never
/// change), so one thread may run a copy while another shows the original.
///
/// A result is fresh when its key matches: key = hash(version of the algorithm, settings it uses,
/// keys of its inputs). Nothing is invalidated by hand, and undo makes old results fresh again:
/// the last few results of each step are kept by key.
class Case {
 public:
  Case() = default;
  Case(std::filesystem::path input, Plan plan);

  const std::filesystem::path& input() const { return input_; }
  const Plan& plan() const { return plan_; }
  void setPlan(Plan plan) { plan_ = std::move(plan); }
  /// Where `Step::Export` writes; empty: export is not run.
  void setFolder(std::filesystem::path folder) { folder_ = std::move(folder); }
  const std::filesystem::path& folder() const { return folder_; }

  /// Runs what is not fresh, up to and with `last`. `onStep` is called after each step.
  /// Export runs whenever it is asked for: its files may have been touched.
  /// @throws Error (PlanValueBad, InputChanged and those of the steps), Cancelled; finished steps
  /// keep their results.
  void run(Step last, Progress progress = {},
           const std::function<void(const StepReport&)>& onStep = {});

  StepState state(Step step) const;
  /// Takes over the results of a copy that ran elsewhere; those no longer wanted stay in the store.
  void adopt(const Case& finished);

  /// The newest result of a step, fresh or stale; null when there is none.
  std::shared_ptr<const Scan> scan() const;
  std::shared_ptr<const Bone> bone() const;
  std::shared_ptr<const HeadFrame> head() const;
  std::shared_ptr<const Defects> defects() const;
  std::shared_ptr<const Vault> vault() const;
  std::shared_ptr<const Implants> implants() const;
  std::shared_ptr<const Molds> molds() const;
  std::shared_ptr<const Exported> exported() const;

  /// The findings of all steps that have a fresh result, in step order.
  std::vector<Finding> findings() const;
  /// The stop findings that the plan does not acknowledge.
  std::vector<Finding> unacknowledged() const;

 private:
  using Any = std::shared_ptr<const void>;
  struct Stored {
    Key key = 0;
    Any result;
  };
  struct StepEntry;
  static const std::array<StepEntry, 8>& table();

  Key keyOf(Step step) const;
  Any stored(Step step, Key key) const;
  void store(Step step, Key key, Any result);
  Any newest(Step step) const;  ///< the fresh one when there is one
  template <class T>
  std::shared_ptr<const T> as(Step step) const {
    return std::static_pointer_cast<const T>(newest(step));
  }

  std::filesystem::path input_, folder_;
  Plan plan_;
  std::array<std::vector<Stored>, 8> stored_;  ///< newest last
};

}  // namespace bregma
