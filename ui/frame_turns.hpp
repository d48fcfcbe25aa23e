#pragma once

#include <QBasicTimer>
#include <QObject>
#include <vector>

namespace bregma {

class VtkPane;

/// Draws panes one a turn of the event loop, so that the window answers between their frames, and
/// shows them together: putting the window together costs about as much as a frame.
class FrameTurns : public QObject {
 public:
  using QObject::QObject;

  /// Many requests of a pane make one frame.
  void request(VtkPane* pane);
  void forget(VtkPane* pane);

 protected:
  void timerEvent(QTimerEvent* event) override;

 private:
  void showDrawn();

  std::vector<VtkPane*> waiting_, drawn_;
  bool shown_ = false;  ///< in the last turn
  QBasicTimer turn_;
};

}  // namespace bregma
