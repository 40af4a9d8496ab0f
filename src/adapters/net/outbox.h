// Outbox: answers on their way from any thread to the I/O thread. Many answers, one wake-up.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/net/fd.h"
#include "adapters/net/http.h"

namespace herlaad::net {

using Ticket = std::uint64_t;  // names one request of one connection

struct Answer {
  Ticket ticket = 0;
  Response response;
};

// Shared by the server and every Responder, so that an answer that comes after the server is gone
// finds it closed.
class Outbox {
 public:
  Outbox();

  // Any thread. On the I/O thread itself no lock is taken and nobody woken.
  void Post(Ticket ticket, Response&& response);

  // Any thread: the request's open body has something new.
  void Stir(Ticket ticket);

  // Makes the I/O thread's wait return, now or next time.
  void Wake();

  // The rest is for the I/O thread.
  void Open();   // this thread is the I/O thread from now on
  void Close();  // what is posted later goes nowhere
  [[nodiscard]] int wake_fd() const { return wake_fd_.get(); }
  // Appends all answers posted so far to `answers`, and what was stirred to `stirred`.
  void Drain(std::vector<Answer>& answers, std::vector<Ticket>& stirred);
  // The answers this thread posted, alone.
  void DrainOwn(std::vector<Answer>& answers);
  [[nodiscard]] bool has_own() const { return !own_.empty(); }
  // Called before waiting; false when answers are there already. Until Awake, the next Post wakes.
  [[nodiscard]] bool FallAsleep();
  void Awake() { asleep_.store(false, std::memory_order_relaxed); }

 private:
  Fd wake_fd_;
  std::atomic<std::thread::id> io_thread_{};
  std::vector<Answer> own_;
  std::atomic<bool> asleep_{false};
  std::mutex mutex_;
  bool closed_ = false;
  std::vector<Answer> posted_;
  std::vector<Ticket> stirred_;
};

}  // namespace herlaad::net
