// TrustedProxies: the proxies whose statements about a request's origin are trusted.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/addresses/addresses.h"
#include "adapters/net/http.h"
#include "base/core/result.h"

namespace herlaad::net {

class TrustedProxies {
 public:
  TrustedProxies() = default;
  // Fails with the text that is neither an address nor a range.
  static Result<TrustedProxies, std::string> Parse(const std::vector<std::string>& ranges);

  [[nodiscard]] bool Trusts(const Address& address) const;

  // For a request from a trusted address: sets `peer` to the right-most address of X-Forwarded-For
  // that is not itself trusted (anything left of it was written by the client), and `secure` from
  // the right-most X-Forwarded-Proto.
  void Apply(Request& request) const;

 private:
  std::vector<AddressRange> ranges_;
};

}  // namespace herlaad::net
