// OpenOrders: how many unpaid orders a stranger keeps. A client (see net::CustomerOf) that places
// more than `most` within the time to pay gives up its oldest, unless that is so young that
// somebody behind the same address may be paying it just now. In memory: after a restart it begins
// anew, and payments end by themselves soon enough. How many young ones there are is bounded by the
// limit on requests.
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

// Travellers behind one address of a hotel or a carrier have room; each of them pays within
// minutes.
inline constexpr std::size_t kOpenOrdersPerClient = 64;
inline constexpr std::size_t kClientsRemembered = 10'000;

class OpenOrders {
 public:
  OpenOrders(Millis time_to_pay, Millis young, std::size_t most = kOpenOrdersPerClient,
             std::size_t clients_max = kClientsRemembered);

  // `client` placed `order`, which waits to be paid. The orders that it replaces, if there are too
  // many; whether they were paid meanwhile is not known here. Safe from any thread.
  std::vector<OrderId> Placed(std::string_view client, OrderId order, Instant now);

  [[nodiscard]] std::size_t clients() const;

 private:
  struct Kept {
    OrderId order;
    Instant at;
  };
  struct Client {
    std::string name;
    std::deque<Kept> orders;  // the oldest first
  };
  Client& Find(std::string_view name);

  const Millis time_to_pay_;
  const Millis young_;
  const std::size_t most_;
  const std::size_t clients_max_;
  mutable std::mutex mutex_;
  std::list<Client> clients_;  // who placed last first
  std::unordered_map<std::string_view, std::list<Client>::iterator> by_name_;
};

}  // namespace herlaad::http
