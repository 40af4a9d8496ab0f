// Counts the open connections of each customer: an IPv4 address, or a /64 IPv6 network, since one
// customer has all addresses in it. Single-threaded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "adapters/net/addresses/addresses.h"

namespace herlaad::net {

class ConnectionCounts {
 public:
  void Opened(std::string_view address) { ++open_[CustomerOf(address)]; }
  // `address` must have been given to Opened.
  void Closed(std::string_view address) {
    const auto customer = open_.find(CustomerOf(address));
    if (--customer->second == 0) open_.erase(customer);
  }
  [[nodiscard]] std::size_t Of(std::string_view address) const {
    const auto customer = open_.find(CustomerOf(address));
    return customer == open_.end() ? 0 : customer->second;
  }
  [[nodiscard]] std::size_t customers() const { return open_.size(); }

 private:
  std::unordered_map<std::string, std::size_t> open_;
};

}  // namespace herlaad::net
