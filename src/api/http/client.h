// Client: who asks, as far as the API knows, and what they may do.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace herlaad::http {

struct Client {
  enum class Kind : std::uint8_t {
    kAnonymous,  // nobody in particular: pays online, reads by link
    kKey,        // an API key
    kLocal,      // through the administration socket: may do everything
  };
  Kind kind = Kind::kAnonymous;
  std::string name;  // to whom orders and idempotency keys belong: "key:key_…", "admin"
  std::string till;  // the till that takes their cash
  std::vector<std::string> scopes;

  [[nodiscard]] bool May(std::string_view scope) const {
    return kind == Kind::kLocal || std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
  }
  [[nodiscard]] bool IsAnonymous() const { return kind == Kind::kAnonymous; }
  // May hear why a number cannot be topped up, what its limits leave and when: what there is to
  // know of somebody else's number. Everybody else hears that it is not possible.
  [[nodiscard]] bool MayHearOfNumbers() const;
  // May pay and cancel what `owner` placed, and hand on the link that opens it. Reading is less.
  [[nodiscard]] bool MayChange(std::string_view owner) const {
    return kind == Kind::kLocal || name == owner;
  }
};
using ClientPtr = std::shared_ptr<const Client>;

inline constexpr std::string_view kScopeCash = "topup:cash";  // place top-ups that are paid in cash
inline constexpr std::string_view kScopeRead = "topup:read";  // read everybody's orders
inline constexpr std::string_view kScopeSim = "sim:read";     // read SIMs and their balances

// Whoever sells across a counter has to say why not; whoever reads everybody's orders or SIMs could
// reckon it.
inline bool Client::MayHearOfNumbers() const {
  return May(kScopeCash) || May(kScopeRead) || May(kScopeSim);
}

}  // namespace herlaad::http
