#include "app/cli/interrupt.hpp"

#include <csignal>

namespace bregma {

namespace {
// The only state that a signal handler may touch.
volatile std::sig_atomic_t raised = 0;

extern "C" void onInterrupt(int signal) {
  raised = 1;
  std::signal(signal, SIG_DFL);
}
}  // namespace

void watchForInterrupt() {
  std::signal(SIGINT, onInterrupt);
  std::signal(SIGTERM, onInterrupt);
}

bool interrupted() { return raised != 0; }

}  // namespace bregma
