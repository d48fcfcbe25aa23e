#include "training/evaluation.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <limits>
#include <mutex>
#include <optional>
#include <random>
#include <system_error>
#include <thread>

#include "model/io/image_file.hpp"
#include "planning/bone.hpp"
#include "planning/case.hpp"
#include "planning/defect.hpp"
#include "planning/head.hpp"
#include "planning/paper_grid.hpp"
#include "planning/vault.hpp"
#include "training/defect_cut.hpp"
#include "training/memory_meter.hpp"

namespace bregma {

namespace fs = std::filesystem;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
using Mask = std::vector<std::uint8_t>;

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// A defective skull and what is missing from it.
struct Problem {
  std::string name;
  std::vector<std::string> classes;
  double diameterMm = 0;
  Mask defective;
};

CaseScore failed(CaseScore score, std::string why) {
  score.failure = std::move(why);
  score.comparison = {.dsc = 0, .bdsc = 0, .hd95Mm = nan, .errorRatePercent = 100};
  score.errorRatePaperPercent = 100;
  score.shell = {nan, nan, nan, 100, nan, nan};
  score.seconds = score.peakMb = nan;
  return score;
}

// The grid and the voxels of a whole head, and what the true answer looks like from any frame.
struct Truth {
  const HeadMasks* head = nullptr;
  Scan scan;
  Bone bone;
};

Truth truthOf(const HeadMasks& head, const BoneSettings& settings) {
  Truth truth{&head, scanOfMask(head.geometry, head.complete), {}};
  truth.bone = segmentBone(truth.scan, settings);
  return truth;
}

Mask minus(const Mask& a, const Mask& b) {
  Mask out(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) out[i] = a[i] && !b[i];
  return out;
}

Mask united(const Mask& a, const Mask& b) {
  Mask out(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) out[i] = a[i] || b[i];
  return out;
}

// |P xor P*| / |P| of what is missing on the published network's grid.
class PaperRate {
 public:
  PaperRate(const HeadMasks& head, const Mask& defective, const HeadFrame& frame)
      : geometry_(head.geometry),
        frame_(frame),
        defective_(onPaperGrid(boneShares(geometry_, defective, frame))),
        missing_(minus(onPaperGrid(boneShares(geometry_, head.complete, frame)), defective_)) {}

  double percent(const Mask& completed) const {
    const Mask made = minus(onPaperGrid(boneShares(geometry_, completed, frame_)), defective_);
    double different = 0, all = 0;
    for (std::size_t i = 0; i < made.size(); ++i) {
      different += made[i] != missing_[i];
      all += missing_[i];
    }
    return all > 0 ? 100 * different / all : nan;
  }

 private:
  ObliqueGeometry geometry_;
  HeadFrame frame_;
  Mask defective_, missing_;
};

// File to `last`, as `bregma-cli run` goes.
double wholeRun(const ObliqueGeometry& geometry, const Mask& defective,
                const EvaluationSettings& settings, VaultMethod method, int job) {
  const fs::path folder =
      fs::temp_directory_path() /
      ("bregma-evaluate-" + std::to_string(std::random_device{}()) + "-" + std::to_string(job));
  fs::create_directories(folder);
  struct Cleared {
    fs::path folder;
    ~Cleared() {
      std::error_code ignored;
      fs::remove_all(folder, ignored);
    }
  } const cleared{folder};
  writeMaskNrrd(folder / "defective.nrrd", geometry, defective);
  Plan plan;
  plan.bone = settings.bone;
  plan.vault = settings.vault;
  plan.vault.method = method;
  Case planned(folder / "defective.nrrd", plan);
  planned.setFolder(folder / "case");
  const Stopwatch watch;
  planned.run(settings.last);
  return watch.seconds();
}

// What all methods share: the defective skull up to its openings.
struct Prepared {
  Scan scan;
  Bone bone;
  HeadFrame frame;
  Defects defects;
  ShellFields complete;
  double seconds = 0, peakMb = 0;
};

Prepared prepared(const Truth& truth, const Problem& problem, const BoneSettings& settings) {
  Prepared p;
  p.scan = scanOfMask(truth.head->geometry, problem.defective);
  p.bone = segmentBone(p.scan, settings);
  const MemoryMeter meter;
  const Stopwatch watch;
  p.frame = findHead(p.scan, p.bone, {});
  p.defects = findDefects(p.scan, p.bone, p.frame, {});
  p.seconds = watch.seconds();
  p.peakMb = meter.peakMb();
  const BoneField field(truth.scan.ct, truth.bone.mask, truth.bone.lowerHu);
  p.complete = castShell(field, {p.frame.center, p.frame.patientFromHead}, p.defects.fields.chart);
  return p;
}

CaseScore scored(CaseScore score, const Truth& truth, const Problem& problem, const Prepared& p,
                 const PaperRate& paper, const EvaluationSettings& settings, int job) {
  VaultSettings vaultSettings = settings.vault;
  vaultSettings.method = score.method;
  const MemoryMeter meter;
  const Stopwatch watch;
  const Vault vault = completeVault(p.bone, p.defects, p.frame, vaultSettings);
  score.seconds = p.seconds + watch.seconds();
  score.peakMb = std::max(p.peakMb, meter.peakMb());
  const Mask fill = vaultFillMask(p.scan, p.frame, vault);
  score.comparison =
      compareMasks(truth.head->geometry, minus(truth.head->complete, problem.defective), fill,
                   problem.defective);
  score.errorRatePaperPercent = paper.percent(united(problem.defective, fill));
  score.shell = shellErrors(p.complete, p.defects.fields, vault);
  if (score.diameterMm <= 0) score.diameterMm = p.defects.regions.front().largestDiameterMm;
  if (settings.last > Step::Vault)
    score.runSeconds =
        wholeRun(truth.head->geometry, problem.defective, settings, score.method, job);
  return score;
}

std::string told(const Error& error) {
  std::string text(nameOf(error.code));
  for (const Arg& arg : error.args) {
    const auto* word = std::get_if<std::string>(&arg);
    text += " " + (word ? *word : std::to_string(std::get<double>(arg)));
  }
  return text;
}

template <class Work>
CaseScore guarded(const CaseScore& blank, Work&& work) {
  try {
    return work();
  } catch (const Error& error) {
    return failed(blank, told(error));
  } catch (const std::exception& e) {
    return failed(blank, e.what());
  }
}

// Collects the scores of all threads.
struct Desk {
  std::mutex mutex;
  std::vector<CaseScore> scores;
  const std::function<void(const CaseScore&)>& onScore;
  void take(CaseScore score) {
    const std::scoped_lock lock(mutex);
    if (onScore) onScore(score);
    scores.push_back(std::move(score));
  }
};

void scoreProblem(const Truth& truth, const Problem& problem, const CaseScore& blank,
                  const EvaluationSettings& settings, int job, Desk& desk) {
  std::optional<Prepared> p;
  std::optional<PaperRate> paper;
  const CaseScore before = guarded(blank, [&] {
    p = prepared(truth, problem, settings.bone);
    paper.emplace(*truth.head, problem.defective, p->frame);
    return blank;
  });
  for (const VaultMethod method : settings.methods) {
    CaseScore score = before;
    score.method = method;
    if (before.failure.empty())
      score =
          guarded(score, [&] { return scored(score, truth, problem, *p, *paper, settings, job); });
    desk.take(std::move(score));
  }
}

bool wanted(const BenchmarkDefect& defect, const std::vector<std::string>& classes) {
  if (classes.empty()) return true;
  return std::ranges::any_of(classes, [&](const std::string& wish) {
    return std::ranges::any_of(defect.classes, [&](const std::string& name) {
      return name == wish || name.starts_with(wish + "-");
    });
  });
}

class HeadRun {
 public:
  HeadRun(const HeadFiles& files, int position, const EvaluationSettings& settings, int job,
          Desk& desk)
      : files_(files), position_(position), settings_(settings), job_(job), desk_(desk) {}

  void run(const Progress& progress) {
    CaseScore blank;
    blank.head = files_.name;
    blank.defect = settings_.synthetic ? "all" : "official";
    if (!settings_.synthetic) blank.classes = {"official"};
    HeadMasks head;
    Truth truth;
    const CaseScore before = guarded(blank, [&] {
      head = readHead(files_, settings_.bone);
      if (!settings_.synthetic && head.implant.empty()) return failed(blank, "no official defect");
      truth = truthOf(head, settings_.bone);
      return blank;
    });
    progress.at(0.1);
    if (!before.failure.empty())
      failAll(before);
    else if (settings_.synthetic)
      runSynthetic(truth, blank, progress.part(0.1, 1));
    else
      scoreProblem(truth, {"official", blank.classes, 0, defectiveOf(head)}, blank, settings_, job_,
                   desk_);
  }

 private:
  void failAll(const CaseScore& failure) {
    std::vector<CaseScore> scores{failure};
    if (settings_.synthetic) {
      scores.clear();
      for (const BenchmarkDefect& defect : benchmarkDefects(position_)) {
        if (!wanted(defect, settings_.classes)) continue;
        scores.push_back(failure);
        scores.back().defect = defect.name;
        scores.back().classes = defect.classes;
      }
    }
    for (CaseScore& score : scores)
      for (const VaultMethod method : settings_.methods) {
        score.method = method;
        desk_.take(score);
      }
  }

  void runSynthetic(const Truth& truth, CaseScore blank, const Progress& progress) {
    HeadFrame frame;
    SkullShape shape;
    const CaseScore before = guarded(blank, [&] {
      frame = findSymmetricFrame(truth.scan, truth.bone);  // whatever the methods learned
      shape = skullShape(BoneField(truth.scan.ct, truth.bone.mask, truth.bone.lowerHu), frame);
      return blank;
    });
    if (!before.failure.empty()) return failAll(before);
    const std::vector<BenchmarkDefect> defects = benchmarkDefects(position_);
    for (std::size_t i = 0; i < defects.size(); ++i) {
      if (!wanted(defects[i], settings_.classes)) continue;
      progress.at(double(i) / double(defects.size()));
      const SyntheticDefect made = makeDefect(
          shape, defects[i].wish, Random(settings_.seed, std::uint64_t(position_) * 1000 + i));
      blank.defect = defects[i].name;
      blank.classes = defects[i].classes;
      blank.diameterMm = made.diameterMm;
      const Problem problem{
          defects[i].name, defects[i].classes, made.diameterMm,
          withDefect(truth.head->geometry, truth.head->complete, frame, shape, made)};
      scoreProblem(truth, problem, blank, settings_, job_, desk_);
    }
  }

  const HeadFiles& files_;
  int position_;
  const EvaluationSettings& settings_;
  int job_;
  Desk& desk_;
};

int positionOf(const HeadFiles& head, const std::vector<HeadFiles>& all) {
  const auto found = std::ranges::find(all, head.complete, &HeadFiles::complete);
  return int(found - all.begin());
}

}  // namespace

std::vector<CaseScore> evaluate(const std::vector<HeadFiles>& all,
                                const std::vector<HeadFiles>& chosen,
                                const EvaluationSettings& settings, Progress progress,
                                const std::function<void(const CaseScore&)>& onScore) {
  if (chosen.empty()) throw Error(ErrorCode::DatasetEmpty, {std::string()});
  Desk desk{{}, {}, onScore};
  std::atomic<int> next = 0, done = 0;
  const int count = int(chosen.size());
  std::vector<std::exception_ptr> failures(std::size_t(std::clamp(settings.jobs, 1, count)));
  const auto work = [&](int job) {
    const Progress mine =
        job == 0 ? progress : Progress{};  // one thread tells and is asked to stop
    try {
      for (int i = next++; i < count; i = next++) {
        const HeadFiles& head = chosen[std::size_t(i)];
        const double from = double(done) / count;
        HeadRun(head, positionOf(head, all), settings, job, desk)
            .run(mine.part(from, from + 1.0 / count));
        mine.at(double(++done) / count);
      }
    } catch (...) {
      failures[std::size_t(job)] = std::current_exception();
      next = count;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int job = 1; job < int(failures.size()); ++job) threads.emplace_back(work, job);
    work(0);
  }
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
  std::ranges::stable_sort(
      desk.scores, {}, [](const CaseScore& s) { return std::tuple(s.method, s.head, s.defect); });
  return std::move(desk.scores);
}

}  // namespace bregma
