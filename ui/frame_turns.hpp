#pragma once

#include <QBasicTimer>
#include <QObject>
#include <functional>
#include <vector>

namespace bregma {

class VtkPane;

/// Draws panes one a turn of the event loop, so that the window answers between their frames. Work
/// that changes what they show takes the turns between.
class FrameTurns : public QObject {
 public:
  using QObject::QObject;

  /// Many requests of a pane make one frame.
  void request(VtkPane* pane);
  void forget(VtkPane* pane);
  /// Up to some tens of milliseconds; in the order given.
  void later(std::function<void()> work);
  void dropWork();
  /// Whether the next turn is a frame's.
  bool drawsNext() const;

 protected:
  void timerEvent(QTimerEvent* event) override;

 private:
  void drawNext();
  void workNext();

  std::vector<VtkPane*> waiting_;
  std::vector<std::function<void()>> work_;
  bool worked_ = false;  ///< in the last turn
  QBasicTimer turn_;
};

}  // namespace bregma
