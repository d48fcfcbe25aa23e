#include "ui/frame_turns.hpp"

#include <algorithm>
#include <utility>

#include "ui/vtk_pane.hpp"

namespace bregma {

void FrameTurns::request(VtkPane* pane) {
  if (std::ranges::find(waiting_, pane) == waiting_.end()) waiting_.push_back(pane);
  if (!turn_.isActive()) turn_.start(0, this);
}

void FrameTurns::forget(VtkPane* pane) {
  std::erase(waiting_, pane);
  std::erase(drawn_, pane);
}

void FrameTurns::later(std::function<void()> work) {
  work_.push_back(std::move(work));
  if (!turn_.isActive()) turn_.start(0, this);
}

void FrameTurns::dropWork() { work_.clear(); }

bool FrameTurns::drawsNext() const { return !waiting_.empty() && (work_.empty() || worked_); }

void FrameTurns::timerEvent(QTimerEvent* /*event*/) {
  // The window is being put together in this turn.
  if (std::exchange(shown_, false)) return;
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
  // The last frame is shown before the pane draws its next.
  if (std::ranges::find(drawn_, pane) != drawn_.end()) return showDrawn();
  waiting_.erase(waiting_.begin());
  if (pane->drawFrame()) drawn_.push_back(pane);
  if (waiting_.empty()) showDrawn();
}

void FrameTurns::showDrawn() {
  for (VtkPane* pane : drawn_) pane->update();
  shown_ = !drawn_.empty();
  drawn_.clear();
}

}  // namespace bregma
