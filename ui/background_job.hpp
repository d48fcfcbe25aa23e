#pragma once

#include <QObject>
#include <QThread>
#include <exception>
#include <functional>
#include <stop_token>

#include "model/progress.hpp"

namespace bregma {

/// Calls `sink` at most 30 times a second.
Progress::Sink calmed(Progress::Sink sink);

/// Work on a thread of its own, one piece at a time; a new piece cancels the one before it. All
/// functions and signals belong to the thread that made the job.
class BackgroundJob : public QObject {
  Q_OBJECT
 public:
  /// What is to be done with the result, on the owner's thread.
  using Finish = std::function<void()>;
  using Work = std::function<Finish(const Progress&)>;

  explicit BackgroundJob(QObject* parent = nullptr);
  /// Cancels and waits: at most for the cancel grain of the work.
  ~BackgroundJob() override;

  void start(Work work);
  void cancel();
  bool running() const { return running_ > 0; }

 Q_SIGNALS:
  void progressed(double fraction);  ///< 0..1; at most 30 times a second
  void failed(const QString& sentence);
  void ended();  ///< after a result, a failure or a cancel, when nothing else waits

 private:
  void run(const Work& work, const std::stop_token& stop);
  template <class Call>
  void toOwner(Call call) {
    QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
  }

  QThread thread_;
  QObject* bench_;  ///< lives on the thread; its event queue is the list of work
  std::stop_source stop_;
  int running_ = 0;
};

}  // namespace bregma
