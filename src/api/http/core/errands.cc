#include "api/http/core/errands.h"

#include <exception>
#include <utility>

#include "base/core/check.h"

namespace herlaad::http {

Errands::Errands(Bounds bounds, Report report)
    : bounds_(bounds), report_(std::move(report)), thread_([this] { Loop(); }) {}

Errands::~Errands() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

bool Errands::Post(const std::string& customer, std::function<void()> errand) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || count_ >= bounds_.waiting) return false;
    if (WaitingOf(customer) >= bounds_.per_customer) return false;
    Put(customer, {std::move(errand), nullptr});
  }
  wake_.notify_one();
  return true;
}

bool Errands::PostInTurn(const std::string& customer, std::function<void()> errand,
                         std::function<void()> dropped) {
  std::function<void()> given_up;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || WaitingOf(customer) >= bounds_.per_customer) return false;
    if (count_ >= bounds_.waiting) {
      given_up = GiveUpAPlace(customer);
      if (!given_up) return false;
    }
    Put(customer, {std::move(errand), std::move(dropped)});
  }
  wake_.notify_one();
  if (given_up) given_up();
  return true;
}

std::size_t Errands::WaitingOf(const std::string& customer) const {
  const auto known = waiting_.find(customer);
  return known != waiting_.end() ? known->second.size() : 0;
}

void Errands::Put(const std::string& customer, Errand errand) {
  if (!waiting_.contains(customer)) turns_.push_back(customer);
  waiting_[customer].push_back(std::move(errand));
  ++count_;
}

// What tells whoever loses the place; empty if nobody has so many more than `customer`.
std::function<void()> Errands::GiveUpAPlace(const std::string& customer) {
  auto most = waiting_.end();
  for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
    if (!at->second.back().dropped) continue;
    if (most == waiting_.end() || at->second.size() > most->second.size()) most = at;
  }
  if (most == waiting_.end() || most->second.size() < WaitingOf(customer) + 2) return nullptr;
  std::function<void()> dropped = std::move(most->second.back().dropped);
  most->second.pop_back();
  --count_;
  return dropped;
}

// The oldest errand of the customer who has waited longest for a turn.
Errands::Errand Errands::TakeNext() {
  std::string customer = std::move(turns_.front());
  turns_.pop_front();
  const auto at = waiting_.find(customer);
  Errand errand = std::move(at->second.front());
  at->second.pop_front();
  --count_;
  if (at->second.empty()) {
    waiting_.erase(at);
  } else {
    turns_.push_back(std::move(customer));
  }
  return errand;
}

void Errands::Loop() {
  for (;;) {
    Errand errand;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || count_ > 0; });
      if (stopping_) return;
      errand = TakeNext();
    }
    // The client is answered by the destructor of its Responder.
    try {
      const GiveUpOnMistakes scope;
      errand.run();
    } catch (const std::exception& mistake) {
      report_(mistake.what());
    }
  }
}

}  // namespace herlaad::http
