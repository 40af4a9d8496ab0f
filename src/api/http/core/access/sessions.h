// Sessions: group the requests of one client without an API key. A session is an unguessable token
// that the server issues and does not store; the Idempotency-Keys of clients without an API key are
// scoped to it. It grants no access.
#pragma once

#include <string>
#include <string_view>

#include "base/core/secret.h"

namespace herlaad::http {

// The header that carries a session.
inline constexpr std::string_view kSessionHeader = "herlaad-session";

class Sessions {
 public:
  // Keys as in Links: sessions issued under the key `before` are still valid.
  Sessions(Secret key, Secret before);

  [[nodiscard]] Secret New() const;
  // False for anything that New did not make.
  [[nodiscard]] bool IsOne(std::string_view session) const;
  // Scopes `idempotency_key` to `session`, so that no other client can send it; a key of any valid
  // length.
  [[nodiscard]] static std::string KeyIn(std::string_view session,
                                         std::string_view idempotency_key);

 private:
  Secret key_;
  Secret before_;  // may be empty
};

}  // namespace herlaad::http
