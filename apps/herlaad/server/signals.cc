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

sigset_t Of(Signals::HangUp hang_up) {
  sigset_t set = Both();
  if (hang_up == Signals::HangUp::kReloads) sigaddset(&set, SIGHUP);
  return set;
}

void EndNow(int) { _exit(kInterruptedExit); }

}  // namespace

Signals::Signals(HangUp hang_up) : hang_up_(hang_up) {
  const sigset_t waited_for = Of(hang_up_);
  pthread_sigmask(SIG_BLOCK, &waited_for, nullptr);
}

Signals::~Signals() {
  const sigset_t waited_for = Of(hang_up_);
  pthread_sigmask(SIG_UNBLOCK, &waited_for, nullptr);
}

Signals::Asked Signals::Wait() {
  const sigset_t waited_for = Of(hang_up_);
  int signal = 0;
  while (sigwait(&waited_for, &signal) != 0) {
  }
  return signal == SIGHUP ? Asked::kReload : Asked::kStop;
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
