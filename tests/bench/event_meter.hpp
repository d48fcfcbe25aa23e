#pragma once

#include <QApplication>
#include <QEvent>
#include <utility>

#include "tests/bench/gap_meter.hpp"
#include "ui/frame_turns.hpp"

/// Measures the events of the GUI thread one by one, in its own processor time.
class EventMeter : public QApplication {
 public:
  using QApplication::QApplication;
  static EventMeter& application() { return *static_cast<EventMeter*>(qApp); }

  struct Longest {
    double workMs = 0;     ///< of an event, without the drawing within
    double drawingMs = 0;  ///< frames of panes, and widgets painted and put together
  };
  /// Of the events since the last call.
  Longest take() { return std::exchange(longest_, Longest{}); }

  bool notify(QObject* receiver, QEvent* event) override {
    // Workers have a loop of their own.
    if (receiver->thread() != thread()) return QApplication::notify(receiver, event);
    const bool draws = !drawing_ && drawingOf(receiver, event->type());
    const double start = GapMeter::threadMs();
    if (draws) drawing_ = true;
    ++depth_;
    const bool accepted = QApplication::notify(receiver, event);
    --depth_;
    const double ms = GapMeter::threadMs() - start;
    if (draws) {
      longest_.drawingMs = std::max(longest_.drawingMs, ms);
      within_ += ms;
      drawing_ = false;
    }
    if (depth_ == 0) longest_.workMs = std::max(longest_.workMs, ms - std::exchange(within_, 0));
    return accepted;
  }

 private:
  static bool drawingOf(QObject* receiver, QEvent::Type type) {
    if (type == QEvent::UpdateRequest || type == QEvent::Paint || type == QEvent::Expose)
      return true;
    const auto* turns =
        type == QEvent::Timer ? dynamic_cast<bregma::FrameTurns*>(receiver) : nullptr;
    return turns && turns->drawsNext();
  }

  Longest longest_;
  int depth_ = 0;
  bool drawing_ = false;
  double within_ = 0;  ///< the outermost event at hand: its drawing so far
};
