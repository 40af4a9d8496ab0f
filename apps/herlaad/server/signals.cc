#include "apps/herlaad/server/signals.h"

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <ctime>

#include "apps/herlaad/cli/exit_code.h"

namespace herlaad::app {
namespace {

sigset_t Both() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

void EndNow(int) { _exit(kInterruptedExit); }

}  // namespace

Signals::Signals() {
  const sigset_t both = Both();
  pthread_sigmask(SIG_BLOCK, &both, nullptr);
}

Signals::~Signals() {
  const sigset_t both = Both();
  pthread_sigmask(SIG_UNBLOCK, &both, nullptr);
}

void Signals::Wait() {
  const sigset_t both = Both();
  int signal = 0;
  while (sigwait(&both, &signal) != 0) {
  }
}

bool Signals::WaitFor(Millis time) {
  const sigset_t both = Both();
  const timespec limit{time.count() / 1'000, time.count() % 1'000 * 1'000'000};
  return sigtimedwait(&both, nullptr, &limit) > 0;
}

void Signals::EndOnNext() {
  struct sigaction action {};
  action.sa_handler = EndNow;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  const sigset_t both = Both();
  pthread_sigmask(SIG_UNBLOCK, &both, nullptr);
}

}  // namespace herlaad::app
