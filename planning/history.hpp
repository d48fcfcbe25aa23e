#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bregma {

/// Undo and redo over whole values. Copies share the states.
template <class T>
class History {
 public:
  explicit History(T first) {
    states_.push_back({"", std::make_shared<const T>(std::move(first))});
  }

  const T& now() const { return *states_[at_].value; }

  /// Applies `change(T&)` to a copy of the present value and makes it the present one; what was
  /// undone is forgotten. A change that changes nothing makes no entry, one that throws none
  /// either.
  template <class Change>
  void edit(std::string label, Change&& change) {
    T next = now();
    change(next);
    if (next == now()) return;
    states_.resize(at_ + 1);
    states_.push_back({std::move(label), std::make_shared<const T>(std::move(next))});
    ++at_;
  }

  bool canUndo() const { return at_ > 0; }
  bool canRedo() const { return at_ + 1 < states_.size(); }
  /// What undo() would take back, what redo() would do again; empty when there is nothing.
  std::string undoLabel() const { return canUndo() ? states_[at_].label : std::string(); }
  std::string redoLabel() const { return canRedo() ? states_[at_ + 1].label : std::string(); }
  /// False when there was nothing to take back (or to do again).
  bool undo() { return canUndo() ? (--at_, true) : false; }
  bool redo() { return canRedo() ? (++at_, true) : false; }

 private:
  struct State {
    std::string label;
    std::shared_ptr<const T> value;
  };
  std::vector<State> states_;
  std::size_t at_ = 0;
};

}  // namespace bregma
