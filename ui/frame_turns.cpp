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

void FrameTurns::timerEvent(QTimerEvent* /*event*/) {
  // The window is being put together in this turn.
  if (std::exchange(shown_, false)) return;
  if (waiting_.empty()) return turn_.stop();
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
