// TrustedProxies: whom we believe about where a request came from.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/addresses.h"
#include "adapters/net/http.h"
#include "base/core/result.h"

namespace herlaad::net {

class TrustedProxies {
 public:
  TrustedProxies() = default;
  // The text that is neither an address nor a range, when there is one.
  static Result<TrustedProxies, std::string> Parse(const std::vector<std::string>& ranges);

  [[nodiscard]] bool Trusts(const Address& address) const;

  // For a request that came from a trusted address: `peer` becomes the right-most address of
  // X-Forwarded-For that is not itself trusted (everything left of it is the client's own
  // claim), `secure` what the right-most X-Forwarded-Proto says.
  void Apply(Request& request) const;

 private:
  std::vector<AddressRange> ranges_;
};

}  // namespace herlaad::net
