// Followers: open event streams, each of which receives every change of one order.
//
// Changes committed by this process are sent at once; those of other processes are polled for and
// found within FollowLimits::longest_look. Orders are read again on a thread of its own, never on
// the engine's or the server's. Several changes in a short time are sent once, and an unchanged
// view is not sent. A stream ends, before anything more is sent, once the session or the API key of
// its reader has ended. A reader that is too slow is disconnected.
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

#include "adapters/net/server/open_body.h"
#include "api/http/core/access/client.h"
#include "api/http/core/access/links.h"
#include "api/http/core/services.h"
#include "base/core/secret.h"
#include "engine/orders/order_watch.h"

namespace herlaad::http {

// A comment line: not an event, so no empty line follows.
inline constexpr std::string_view kStreamComment = ":\n";

// The id of an event, which a reader that reconnects sends back.
std::string EventId(const Digest& told);
// One event: the order as GET returns it, on one line. `digest` is that of `topup`.
std::string TopupEvent(const std::string& topup, const Digest& digest);

struct Follower {
  OrderId order;
  ClientPtr client;
  messages::Language language = messages::Language::kEn;
  std::string customer;  // the customer whose quota this uses, see net::CustomerOf
  net::BodyWriter writer;
  Digest told;  // digest of the top-up sent last
};

class Followers {
 public:
  // `services`, `readers` and `links` must outlive it.
  Followers(const Services& services, engine::Readers& readers, const Links& links,
            FollowLimits limits);
  Followers(const Followers&) = delete;
  Followers& operator=(const Followers&) = delete;
  ~Followers();

  // False, and the stream ends, if there are too many followers in total or of that customer.
  [[nodiscard]] bool Add(Follower follower);

  [[nodiscard]] std::size_t count() const { return count_.load(std::memory_order_relaxed); }

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Listening {
    Follower follower;
    Time next_comment;
    Time ends_at;
  };
  struct Order {
    std::vector<Listening> followers;
    Time next_look;
    Millis look_interval{};
    Instant says_more_at{};  // when the order's view changes without an event; 0: never
  };
  using Orders = std::unordered_map<OrderId, Order>;

  void Loop();
  void AddDueTo(std::vector<OrderId>& looks, Time now);
  [[nodiscard]] bool IsDue(Order& order, Time now, Instant wall) const;
  void LookOrGiveUp(OrderId id);
  void Look(OrderId id);
  [[nodiscard]] std::vector<ClientPtr> ClientsOf(OrderId id);  // those that a session or key made
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
  const bool looks_;  // polls, because watch_ does not report all changes
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> count_{0};
  std::mutex mutex_;
  Orders orders_;
  std::vector<OrderId> added_;  // added since the last round, or whose reading failed in it
  std::unordered_map<std::string, std::size_t> by_customer_;
  std::thread thread_;
};

}  // namespace herlaad::http
