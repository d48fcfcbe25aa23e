#include "planning/case.hpp"

#include <algorithm>
#include <chrono>

#include "model/io/plan_file.hpp"
#include "model/io/write_file.hpp"
#include "planning/bone.hpp"
#include "planning/defect.hpp"
#include "planning/exporting.hpp"
#include "planning/head.hpp"
#include "planning/implant.hpp"
#include "planning/mold_products.hpp"
#include "planning/process_memory.hpp"
#include "planning/vault.hpp"

namespace bregma {

namespace {

constexpr std::size_t resultsKept = 3;

// FNV-1a.
constexpr Key firstKey = 14695981039346656037ull;
Key mixed(Key key, std::string_view text) {
  for (const unsigned char c : text) key = (key ^ c) * 1099511628211ull;
  return (key ^ 0xff) * 1099511628211ull;  // so that "a","bc" is not "ab","c"
}

void append(std::vector<Finding>& all, const std::vector<Finding>& more) {
  for (const Finding& finding : more)
    if (std::find(all.begin(), all.end(), finding) == all.end()) all.push_back(finding);
}

template <class Result>
void appendFindings(std::vector<Finding>& all, const std::shared_ptr<const Result>& result) {
  if (!result) return;
  append(all, result->findings);
  if constexpr (requires { result->parts; })
    for (const auto& part : result->parts) append(all, part.findings);
}

std::string importSettings(const Case& c) {
  return utf8(c.input()) + "\n" + c.plan().import.seriesUid;
}
std::string exportSettings(const Case& c) {
  return utf8(c.folder()) + "\n" + planSection(c.plan(), Step::Export);
}
template <Step step>
std::string section(const Case& c) {
  return planSection(c.plan(), step);
}

template <class Result>
std::shared_ptr<const void> shared(Result result) {
  return std::make_shared<const Result>(std::move(result));
}

}  // namespace

struct Case::StepEntry {
  Step step;
  int version;    // of the algorithm: raise it when the same settings give another result
  double weight;  // share of the time
  std::string (*settings)(const Case&);
  Any (*run)(const Case&, const Progress&);
};

const std::array<Case::StepEntry, 8>& Case::table() {
  static const std::array<StepEntry, 8> entries{{
      {Step::Import, 1, 15, importSettings,
       [](const Case& c, const Progress& p) {
         return shared(importScan(c.input(), c.plan().import, p));
       }},
      {Step::Bone, 1, 20, section<Step::Bone>,
       [](const Case& c, const Progress& p) {
         return shared(segmentBone(*c.scan(), c.plan().bone, p));
       }},
      {Step::Head, 1, 8, section<Step::Head>,
       [](const Case& c, const Progress& p) {
         return shared(findHead(*c.scan(), *c.bone(), c.plan().head, p));
       }},
      {Step::Defect, 1, 7, section<Step::Defect>,
       [](const Case& c, const Progress& p) {
         return shared(findDefects(*c.scan(), *c.bone(), *c.head(), c.plan().defect, p));
       }},
      {Step::Vault, 1, 10, section<Step::Vault>,
       [](const Case& c, const Progress& p) {
         return shared(completeVault(*c.bone(), *c.defects(), *c.head(), c.plan().vault, p));
       }},
      {Step::Implant, 3, 15, section<Step::Implant>,
       [](const Case& c, const Progress& p) {
         return shared(makeImplants(*c.scan(), *c.bone(), *c.head(), *c.defects(), *c.vault(),
                                    c.plan().implant, p));
       }},
      {Step::Mold, 2, 15, section<Step::Mold>,
       [](const Case& c, const Progress& p) {
         return shared(makeMolds(*c.scan(), *c.bone(), *c.implants(), c.plan().mold, p));
       }},
      {Step::Export, 1, 10, exportSettings,
       [](const Case& c, const Progress& p) { return shared(exportCase(c, p)); }},
  }};
  return entries;
}

Case::Case(std::filesystem::path input, Plan plan)
    : input_(std::move(input)), plan_(std::move(plan)) {}

void Case::run(Step last, Progress progress, const std::function<void(const StepReport&)>& onStep) {
  checkPlan(plan_);
  const auto wanted = [&](const StepEntry& entry) {
    return entry.step <= last && (entry.step != Step::Export || !folder_.empty());
  };
  double total = 0, done = 0;
  for (const StepEntry& entry : table())
    if (wanted(entry)) total += entry.weight;
  for (const StepEntry& entry : table()) {
    if (!wanted(entry)) continue;
    const Progress part = progress.part(done / total, (done + entry.weight) / total);
    part.at(0);
    const auto start = std::chrono::steady_clock::now();
    StepReport report{.step = entry.step};
    report.reused = entry.step != Step::Export && state(entry.step) == StepState::Ready;
    if (!report.reused) store(entry.step, keyOf(entry.step), entry.run(*this, part));
    if (entry.step == Step::Import && !plan_.inputSha256.empty() &&
        plan_.inputSha256 != scan()->sha256)
      throw Error(ErrorCode::InputChanged, {utf8(input_)});
    done += entry.weight;
    progress.at(done / total);
    report.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    report.peakMb = peakMemoryMb();
    if (onStep) onStep(report);
  }
}

StepState Case::state(Step step) const {
  if (stored(step, keyOf(step))) return StepState::Ready;
  return stored_[std::size_t(step)].empty() ? StepState::Missing : StepState::Stale;
}

void Case::adopt(const Case& finished) {
  for (const Step step : allSteps)
    for (const Stored& s : finished.stored_[std::size_t(step)]) store(step, s.key, s.result);
}

Key Case::keyOf(Step step) const {
  Key key = firstKey;
  for (const StepEntry& entry : table()) {
    if (entry.step > step) break;  // every step builds on all before it
    key = mixed(key, nameOf(entry.step));
    key = mixed(key, std::to_string(entry.version));
    key = mixed(key, entry.settings(*this));
  }
  return key;
}

Case::Any Case::stored(Step step, Key key) const {
  for (const Stored& s : stored_[std::size_t(step)])
    if (s.key == key) return s.result;
  return nullptr;
}

void Case::store(Step step, Key key, Any result) {
  auto& results = stored_[std::size_t(step)];
  std::erase_if(results, [&](const Stored& s) { return s.key == key; });
  results.push_back({key, std::move(result)});
  if (results.size() <= resultsKept) return;
  const Key fresh = keyOf(step);
  results.erase(results.front().key == fresh ? results.begin() + 1 : results.begin());
}

Case::Any Case::newest(Step step) const {
  if (Any fresh = stored(step, keyOf(step))) return fresh;
  const auto& results = stored_[std::size_t(step)];
  return results.empty() ? nullptr : results.back().result;
}

std::shared_ptr<const Scan> Case::scan() const { return as<Scan>(Step::Import); }
std::shared_ptr<const Bone> Case::bone() const { return as<Bone>(Step::Bone); }
std::shared_ptr<const HeadFrame> Case::head() const { return as<HeadFrame>(Step::Head); }
std::shared_ptr<const Defects> Case::defects() const { return as<Defects>(Step::Defect); }
std::shared_ptr<const Vault> Case::vault() const { return as<Vault>(Step::Vault); }
std::shared_ptr<const Implants> Case::implants() const { return as<Implants>(Step::Implant); }
std::shared_ptr<const Molds> Case::molds() const { return as<Molds>(Step::Mold); }
std::shared_ptr<const Exported> Case::exported() const { return as<Exported>(Step::Export); }

std::vector<Finding> Case::findings() const {
  std::vector<Finding> all;
  const auto fresh = [&](Step step) { return state(step) == StepState::Ready; };
  if (fresh(Step::Import)) appendFindings(all, scan());
  if (fresh(Step::Bone)) appendFindings(all, bone());
  if (fresh(Step::Head)) appendFindings(all, head());
  if (fresh(Step::Defect)) appendFindings(all, defects());
  if (fresh(Step::Vault)) appendFindings(all, vault());
  if (fresh(Step::Implant)) appendFindings(all, implants());
  if (fresh(Step::Mold)) appendFindings(all, molds());
  if (fresh(Step::Export)) appendFindings(all, exported());
  return all;
}

std::vector<Finding> Case::unacknowledged() const {
  std::vector<Finding> open;
  for (const Finding& finding : findings())
    if (finding.severity == Severity::Stop &&
        std::find(plan_.acknowledged.begin(), plan_.acknowledged.end(), finding.code) ==
            plan_.acknowledged.end())
      open.push_back(finding);
  return open;
}

}  // namespace bregma
