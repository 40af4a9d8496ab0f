// Client: the sender of a request, and its permissions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/access/roles.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/orders/place_topup.h"

namespace herlaad::http {

struct Client {
  enum class Kind : std::uint8_t {
    kAnonymous,  // no API key: pays online, reads by link
    kKey,        // an API key
    kStaff,      // a person who has signed in
    kLocal,      // the administration socket: may do everything
  };
  Kind kind = Kind::kAnonymous;
  // Owner of its orders and idempotency keys, whichever API key it uses: "client:cli_…",
  // "staff:an", "admin".
  std::string name;
  std::string till;  // the till that receives its cash
  std::vector<std::string> scopes;
  std::optional<engine::UsedKey> key = {};  // kKey, kStaff: with the caps on its cash
  std::string person = {};                  // kStaff: its name
  std::int64_t session_id = 0;              // kStaff: of its session

  [[nodiscard]] bool May(std::string_view scope) const {
    return kind == Kind::kLocal || std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
  }
  // The id of the client whose float it spends; empty if it has none.
  [[nodiscard]] std::string float_owner() const {
    return kind == Kind::kKey ? name.substr(engine::kClientPrefix.size()) : std::string();
  }
  [[nodiscard]] bool IsAnonymous() const { return kind == Kind::kAnonymous; }
  // Whether the client may be told why a number cannot be topped up, and what its limits leave
  // until when: this reveals facts about a number that may be somebody else's. Other clients are
  // only told that the top-up is not possible.
  [[nodiscard]] bool MayHearOfNumbers() const;
  // Whether the client may pay and cancel orders of `owner`, and pass on the link that opens them.
  // Reading needs less.
  [[nodiscard]] bool MayChange(std::string_view owner) const {
    return kind == Kind::kLocal || name == owner;
  }
};
using ClientPtr = std::shared_ptr<const Client>;

using payments::kScopeCash;                                       // place top-ups paid in cash
using payments::kScopeFloat;                                      // spend the client's float
inline constexpr auto kScopeRead = access::kMayReadTopups;        // read the orders of all clients
inline constexpr auto kScopeDisputes = access::kMayReadDisputes;  // list the disputes of all
inline constexpr auto kScopeAudit = access::kMayReadAudit;        // read the audit trail
inline constexpr auto kScopeSim = access::kMayReadSims;           // read SIMs and their balances

// A seller at a counter must be able to explain a refusal; who can read all orders or SIMs could
// derive it.
inline bool Client::MayHearOfNumbers() const {
  return May(kScopeCash) || May(kScopeFloat) || May(kScopeRead) || May(kScopeSim);
}

}  // namespace herlaad::http
