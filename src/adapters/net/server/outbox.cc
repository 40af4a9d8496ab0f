#include "adapters/net/server/outbox.h"

#include <sys/eventfd.h>

#include <iterator>
#include <utility>

#include "base/core/check.h"

namespace herlaad::net {
namespace {

void MoveAll(std::vector<Answer>& from, std::vector<Answer>& to) {
  if (to.empty()) {
    to.swap(from);
  } else {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  }
  from.clear();
}

}  // namespace

Outbox::Outbox() : wake_fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  CHECK(wake_fd_, "the process may open a file descriptor");
}

void Outbox::Post(Ticket ticket, Response&& response) {
  if (std::this_thread::get_id() == io_thread_.load(std::memory_order_relaxed)) {
    own_.push_back({ticket, std::move(response)});
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    posted_.push_back({ticket, std::move(response)});
  }
  if (asleep_.exchange(false)) Wake();
}

void Outbox::Stir(Ticket ticket) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    stirred_.push_back(ticket);
  }
  if (asleep_.exchange(false)) Wake();
}

void Outbox::Wake() {
  const std::uint64_t one = 1;
  // The counter is never read: watched edge-triggered, each write is an event. It cannot fail
  // before 2^64 of them.
  [[maybe_unused]] const auto written = write(wake_fd_.get(), &one, sizeof one);
}

void Outbox::Open() { io_thread_.store(std::this_thread::get_id()); }

void Outbox::Close() {
  // The thread's id may be reused once it has ended.
  io_thread_.store(std::thread::id());
  own_.clear();
  std::vector<Answer> nobodys;  // destroyed without the lock, because that notifies the writers of
                                // open bodies
  const std::lock_guard lock(mutex_);
  closed_ = true;
  posted_.swap(nobodys);
  stirred_.clear();
}

void Outbox::Drain(std::vector<Answer>& answers, std::vector<Ticket>& stirred) {
  DrainOwn(answers);
  const std::lock_guard lock(mutex_);
  MoveAll(posted_, answers);
  stirred.insert(stirred.end(), stirred_.begin(), stirred_.end());
  stirred_.clear();
}

void Outbox::DrainOwn(std::vector<Answer>& answers) { MoveAll(own_, answers); }

bool Outbox::FallAsleep() {
  if (!own_.empty()) return false;
  // The order matters: whoever posts after the check below sees `asleep_` and wakes the thread.
  asleep_.store(true);
  const std::lock_guard lock(mutex_);
  if (posted_.empty() && stirred_.empty()) return true;
  asleep_.store(false);
  return false;
}

}  // namespace herlaad::net
