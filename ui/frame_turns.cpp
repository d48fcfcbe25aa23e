#include "ui/frame_turns.hpp"

#include <algorithm>
#include <utility>

#include "ui/vtk_pane.hpp"

namespace bregma {
namespace {

constexpr int turnMs = 1;  // with 0, timers of others wait until all turns are done

}  // namespace

void FrameTurns::request(VtkPane* pane) {
  if (std::ranges::find(waiting_, pane) == waiting_.end()) waiting_.push_back(pane);
  if (!turn_.isActive()) turn_.start(turnMs, this);
}

void FrameTurns::forget(VtkPane* pane) { std::erase(waiting_, pane); }

void FrameTurns::later(std::function<void()> work) {
  work_.push_back(std::move(work));
  if (!turn_.isActive()) turn_.start(turnMs, this);
}

void FrameTurns::dropWork() { work_.clear(); }

bool FrameTurns::drawsNext() const { return !waiting_.empty() && (work_.empty() || worked_); }

void FrameTurns::timerEvent(QTimerEvent* /*event*/) {
  if (drawsNext())
    drawNext();
  else if (!work_.empty())
    workNext();
  else
    turn_.stop();
}

void FrameTurns::workNext() {
  worked_ = true;
  const auto work = std::move(work_.front());
  work_.erase(work_.begin());
  work();
}

void FrameTurns::drawNext() {
  worked_ = false;
  VtkPane* pane = waiting_.front();
  waiting_.erase(waiting_.begin());
  pane->drawFrame();
}

}  // namespace bregma
