#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "training/head_check.hpp"
#include "training/head_files.hpp"

namespace bregma {

/// What is known about one head of a data set.
struct DatasetHead {
  HeadFiles files;
  Verdict verdict = Verdict::Accept;    ///< a person's where a person changed it
  Verdict suggested = Verdict::Accept;  ///< by the program
  std::string reason;
  double widthMm = 0, lengthMm = 0, thicknessMm = 0;
  std::string fingerprint;  ///< of the file when it was checked: another one is checked again
};

struct Dataset {
  std::vector<DatasetHead> heads;
};

/// Checks every head of `dataset` and writes `dataset.json` and `thumbnails/` into `out`, which may
/// lie anywhere; the data's folder is only read. What `dataset.json` says already is kept: a head
/// is checked once, and a verdict that a person changed there stays.
///
/// `dataset.json`: {"format": 1, "heads": [{"name", "verdict", "suggested", "reason", …}]}; a
/// person edits "verdict" (accept, review, reject).
/// @throws Error PathMissing, DatasetEmpty, DatasetFileBad, WriteFailed
/// About 5 s a head that is new. Cancel: within a head; finished heads are kept.
Dataset scanDataset(const std::filesystem::path& dataset, const std::filesystem::path& out,
                    const BoneSettings& settings, Progress progress = {},
                    const std::function<void(const DatasetHead&)>& onHead = {});

/// The heads that may be learned from: accepted ones.
/// @throws Error DatasetNoneAccepted, TooFewHeads (fewer than `least`)
std::vector<HeadFiles> acceptedHeads(const Dataset& dataset, int least);

/// The heads of `dataset` that a training takes: those of `choice` (see chosenHeads), without the
/// ones that scanDataset(dataset, out) does not accept, unless they are taken `unchecked`.
/// @throws Error of both, TooFewHeads (fewer than `least`)
std::vector<HeadFiles> headsToLearnFrom(const std::filesystem::path& dataset,
                                        const std::filesystem::path& out, std::string_view choice,
                                        bool unchecked, const BoneSettings& settings, int least,
                                        Progress progress = {});

}  // namespace bregma
