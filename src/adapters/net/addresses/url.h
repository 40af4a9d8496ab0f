// Parts of a web address that somebody else gives, read by libcurl's own parser: what is connected
// to later is what was looked at here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/net/addresses/addresses.h"
#include "base/core/result.h"

namespace herlaad::net {

struct Url {
  bool is_https = false;  // otherwise http
  std::string host;       // in lower case; an address of IPv6 without brackets
  std::string shown;      // host as people read it: with brackets, and a port that is not usual
  std::optional<Address> address = {};  // if the host is one

  // "localhost", or an address that only this machine reaches.
  [[nodiscard]] bool IsLoopback() const;
};

// In order of precedence.
enum class UrlFault : std::uint8_t {
  kMalformed = 1,    // no address that libcurl can use, or with characters that need escaping
  kScheme = 2,       // neither https nor http
  kCredentials = 3,  // a user or a password in it
  kFragment = 4,     // "#…", which is never sent
  kPort = 5,         // port 0, at which nobody listens
};
std::string_view Text(UrlFault fault);  // a sentence for whoever gave it

Result<Url, UrlFault> ParseUrl(std::string_view text);

}  // namespace herlaad::net
