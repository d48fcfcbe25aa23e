#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/plan.hpp"
#include "model/progress.hpp"
#include "model/scan.hpp"
#include "training/png.hpp"

namespace bregma {

/// Whether a head may teach.
enum class Verdict { Accept, Review, Reject };
std::string_view nameOf(Verdict verdict);
std::optional<Verdict> verdictNamed(std::string_view name);

struct HeadCheck {
  Verdict verdict = Verdict::Accept;
  std::string reason;                ///< one English sentence for each doubt; empty: there is none
  double widthMm = 0, lengthMm = 0;  ///< of the vault, in the head's axes
  double thicknessMm = 0;            ///< of the vault, median
  GrayPicture thumbnail;             ///< the bone from the left, from the front and from above
};

/// Is the vault complete, is there no metal, is it one part, is it as large as a head? Never throws
/// for what is wrong with the head: that is a reason to reject it.
/// About 3 s. @throws Cancelled
HeadCheck checkHead(const Scan& scan, const BoneSettings& settings, Progress progress = {});

/// A head that could not even be read.
HeadCheck unreadable(const Error& error);

}  // namespace bregma
