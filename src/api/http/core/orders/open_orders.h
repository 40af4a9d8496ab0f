// OpenOrders: limits the unpaid orders of anonymous clients. A client (see net::CustomerOf) that
// has more than `most` within the time to pay loses its oldest, unless that is so young that
// somebody else behind the same address may be paying it. Orders that are paid or ended do not
// count; who asks for the excess says which. In memory: starts empty after a restart, which is
// harmless because payments expire. The rate limit bounds the number of young orders.
#pragma once

#include <deque>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/core/id.h"
#include "base/core/instant.h"

namespace herlaad::http {

// Large enough for travellers who share an address of a hotel or carrier; each pays within minutes.
inline constexpr std::size_t kOpenOrdersPerClient = 64;
inline constexpr std::size_t kClientsRemembered = 10'000;

class OpenOrders {
 public:
  OpenOrders(Millis time_to_pay, Millis young, std::size_t most = kOpenOrdersPerClient,
             std::size_t clients_max = kClientsRemembered);

  // Records that `client` placed `order`, which is unpaid. If there may be too many now, returns
  // all of the client's, oldest first: some may have been paid or have ended since. Thread-safe.
  std::vector<OrderId> Placed(std::string_view client, OrderId order, Instant now);
  // Forgets `ended`, which no longer count, and then the oldest of those that are too many. Returns
  // the latter, which are to be closed. Thread-safe.
  // `judged`: how many of the client's were looked at; whatever was placed since has a look of its
  // own and does not count here.
  std::vector<OrderId> TakeExcess(std::string_view client, std::size_t judged,
                                  const std::vector<OrderId>& ended, Instant now);

  [[nodiscard]] std::size_t most() const { return most_; }

  [[nodiscard]] std::size_t clients() const;

 private:
  struct OpenOrder {
    OrderId order;
    Instant at;
  };
  struct Client {
    std::string name;
    std::deque<OpenOrder> orders;  // oldest first
  };
  Client& Find(std::string_view name);
  [[nodiscard]] bool HasExcess(const Client& client, Instant now) const;

  const Millis time_to_pay_;
  const Millis young_;
  const std::size_t most_;
  const std::size_t clients_max_;
  mutable std::mutex mutex_;
  std::list<Client> clients_;  // latest first
  std::unordered_map<std::string_view, std::list<Client>::iterator> by_name_;
};

}  // namespace herlaad::http
