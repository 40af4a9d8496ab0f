// Sessions: which requests without an API key come from the same client. A session is an
// unguessable token that the server hands out and does not keep; Idempotency-Keys of who has no API
// key count within one. It opens nothing.
#pragma once

#include <string>
#include <string_view>

#include "base/core/secret.h"

namespace herlaad::http {

// The header that a session is sent in.
inline constexpr std::string_view kSessionHeader = "herlaad-session";

class Sessions {
 public:
  // Keys as of Links: what was handed out under the one `before` still counts.
  Sessions(Secret key, Secret before);

  [[nodiscard]] Secret New() const;
  // False for whatever New did not make.
  [[nodiscard]] bool IsOne(std::string_view session) const;
  // `idempotency_key` as nobody but who has `session` can send it, of any length a key may have.
  [[nodiscard]] static std::string KeyIn(std::string_view session,
                                         std::string_view idempotency_key);

 private:
  Secret key_;
  Secret before_;  // may be empty
};

}  // namespace herlaad::http
