// How many connections each customer of the network has open: an IPv4 address, or an IPv6 network
// of 64 bits, of which anybody has all addresses. One thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "adapters/net/addresses.h"

namespace herlaad::net {

class ConnectionCounts {
 public:
  void Opened(std::string_view address) { ++open_[CustomerOf(address)]; }
  // Of one that was opened.
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
