// Outbox: passes answers from any thread to the I/O thread, with one wake-up for many answers.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/net/http.h"
#include "adapters/net/server/fd.h"

namespace herlaad::net {

using Ticket = std::uint64_t;  // identifies one request of one connection

struct Answer {
  Ticket ticket = 0;
  Response response;
};

// Shared by the server and every Responder, so that an answer given after the server is destroyed
// is dropped safely.
class Outbox {
 public:
  Outbox();

  // Thread-safe. On the I/O thread itself it takes no lock and wakes nobody.
  void Post(Ticket ticket, Response&& response);

  // Thread-safe: the request's open body has new bytes.
  void Stir(Ticket ticket);

  // Makes the I/O thread's current or next wait return.
  void Wake();

  // The functions below are for the I/O thread only.
  void Open();   // the calling thread becomes the I/O thread
  void Close();  // later posts are dropped
  [[nodiscard]] int wake_fd() const { return wake_fd_.get(); }
  // Appends all answers posted so far to `answers` and the tickets with new body bytes to
  // `stirred`.
  void Drain(std::vector<Answer>& answers, std::vector<Ticket>& stirred);
  // Only the answers that the I/O thread itself posted.
  void DrainOwn(std::vector<Answer>& answers);
  [[nodiscard]] bool has_own() const { return !own_.empty(); }
  // Called before waiting; false if answers are pending. Until Awake, the next Post wakes the
  // thread.
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
