#pragma once

#include <functional>
#include <stop_token>
#include <utility>

namespace bregma {

/// Thrown by Progress::at when the user asked to stop. Not an Error: nothing went wrong.
struct Cancelled {};

/// How far a step is, and whether to go on. A value; safe to copy between threads.
class Progress {
 public:
  using Sink = std::function<void(double)>;  ///< 0..1, called on the thread that works
  Progress() = default;
  Progress(std::stop_token stop, Sink sink) : stop_(std::move(stop)), sink_(std::move(sink)) {}

  /// Reports `fraction` (0..1) of this part. @throws Cancelled
  void at(double fraction) const {
    if (stop_.stop_requested()) throw Cancelled{};
    if (sink_) sink_(from_ + fraction * (to_ - from_));
  }
  /// The share [a, b] of this progress, to hand down.
  Progress part(double a, double b) const {
    Progress p = *this;
    p.from_ = from_ + a * (to_ - from_);
    p.to_ = from_ + b * (to_ - from_);
    return p;
  }

 private:
  std::stop_token stop_;
  Sink sink_;
  double from_ = 0, to_ = 1;
};

}  // namespace bregma
