// Followers: the open pages that want to hear of every change of their order, as an event stream.
//
// A change that this process commits is told at once; one that another process commits is looked
// for, and found within FollowLimits::longest_look. Orders are read afresh on a thread of its own,
// never on the engine's or the server's; what changed several times meanwhile is told once, and
// what looks as it did before is not told. Nobody is waited for: who reads too slowly is dropped.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "adapters/net/open_body.h"
#include "api/http/client.h"
#include "api/http/links.h"
#include "api/http/services.h"
#include "base/core/secret.h"
#include "engine/order_watch.h"

namespace herlaad::http {

// A line that says nothing: not an event, for which an empty line would have to follow.
inline constexpr std::string_view kStreamComment = ":\n";

// What the event that told of it is called, so that a reader who comes back can say what it knows.
std::string EventId(const Digest& told);
// How one event is written: the order as GET gives it, on one line. `digest` is of `topup`.
std::string TopupEvent(const std::string& topup, const Digest& digest);

struct Follower {
  OrderId order;
  ClientPtr client;
  messages::Language language = messages::Language::kEn;
  std::string customer;  // whose places this takes, see net::CustomerOf
  net::BodyWriter writer;
  Digest told;  // of the topup it was told last
};

class Followers {
 public:
  // `services`, `readers` and `links` outlive it.
  Followers(const Services& services, engine::Readers& readers, const Links& links,
            FollowLimits limits);
  Followers(const Followers&) = delete;
  Followers& operator=(const Followers&) = delete;
  ~Followers();

  // False, and the follower's stream ends, when there are too many, in all or of that customer.
  [[nodiscard]] bool Add(Follower follower);

  [[nodiscard]] std::size_t count() const { return count_.load(std::memory_order_relaxed); }

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Listening {
    Follower follower;
    Time next_comment;
  };
  struct Order {
    std::vector<Listening> followers;
    Time next_look;
    Millis look_interval{};
    Instant says_more_at{};  // looked at then although nothing happens; 0: not
  };
  using Orders = std::unordered_map<OrderId, Order>;

  void Loop();
  void AddDueTo(std::vector<OrderId>& looks, Time now);
  [[nodiscard]] bool IsDue(Order& order, Time now, Instant wall) const;
  void LookOrGiveUp(OrderId id);
  void Look(OrderId id);
  void Tell(Order& followed, const orders::Order& order);
  void Comment(Time now);
  template <class Leaves>
  void DropFollowers(OrderId id, Order& order, Leaves leaves);
  void DropGone();
  [[nodiscard]] bool HasPlaceFor(const std::string& customer) const;
  void Leave(const Follower& follower);

  const Services& services_;
  engine::Readers& readers_;
  const Links& links_;
  const FollowLimits limits_;
  engine::OrderWatch own_watch_;
  engine::OrderWatch& watch_;
  const bool looks_;  // by itself: not all changes are told by watch_
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> count_{0};
  std::mutex mutex_;
  Orders orders_;
  std::vector<OrderId> added_;  // since the last round, or could not be looked at in it
  std::unordered_map<std::string, std::size_t> by_customer_;
  std::thread thread_;
};

}  // namespace herlaad::http
