// Authenticator: determines the client of a request: an API key, or a person's session, which
// counts wherever a key with the scope does. Both are looked up and cached for kKeyRemembered, so a
// key revoked, a client disabled or a session ended by another process is rejected after at most
// that time; by this process at once. A key that was rotated ends at its instant on every node.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "adapters/net/http.h"
#include "api/http/core/access/client.h"
#include "api/http/core/access/staff_cookie.h"
#include "api/http/core/problem.h"
#include "api/http/core/services.h"
#include "base/core/result.h"

namespace herlaad::http {

inline constexpr Millis kKeyRemembered{5'000};
inline constexpr std::size_t kKeysRemembered = 1'024;

// Whether an API key or a session that was accepted would be accepted now: it was not revoked, and
// has not ended. For what goes on after a request was answered.
Result<bool, engine::StoreError> IsStillGood(engine::Queries& queries, const Client& client,
                                             Instant now);

class Authenticator {
 public:
  Authenticator(engine::Readers& readers, engine::Engine& engine, Clock& clock,
                std::string public_url, limits::CashCaps staff_caps)
      : readers_(readers),
        engine_(engine),
        clock_(clock),
        cookie_(std::move(public_url)),
        staff_caps_(staff_caps) {}

  // Passes the client to `told`: the anonymous client if there is no Authorization header, a
  // problem if its content is not a valid key. The cookie of a session counts only without that
  // header and without that of a payer's session, and is as good as none once the session has
  // ended: the payer's pages go on working in the browser of somebody who had signed in. A key that
  // is not cached is looked up, and `told` is called on another thread. Before anything is read for
  // a client that is neither local nor known to have a valid key, `may_come` must return true, so
  // that guessing keys costs the store little.
  enum class Stranger : std::uint8_t { kWithoutKey, kWithUnknownKey };
  using MayCome = std::function<bool(Stranger)>;
  using Done = std::function<void(Result<ClientPtr, Problem> client)>;
  void Identify(const net::Request& request, const MayCome& may_come, const Done& told);

  // Makes all keys and sessions be looked up again, after one was revoked or ended.
  void Forget();

  [[nodiscard]] const StaffCookie& cookie() const { return cookie_; }

 private:
  struct Known {
    ClientPtr client;
    Instant until;  // after that it is looked up again, without asking `may_come`
  };
  struct Memory {
    ClientPtr client;             // if the key is valid; otherwise nullptr
    std::optional<Code> refusal;  // if it is known not to be
    bool look_up = false;
    std::uint64_t generation = 0;
  };
  void IdentifyStaff(const net::Request& request, const StaffToken& token, const MayCome& may_come,
                     const Done& told);
  void LookUp(const Digest& digest, Instant now, std::uint64_t generation, const Done& told);
  void LookUpStaff(const StaffToken& token, Instant now, std::uint64_t generation,
                   const Done& told);
  Memory Remembered(const Digest& digest, Instant now);
  // Valid until `until`, which need not be after `now`.
  void Remember(const Digest& digest, const Result<ClientPtr, Code>& found, Instant until,
                std::uint64_t generation);

  engine::Readers& readers_;
  engine::Engine& engine_;
  Clock& clock_;
  const StaffCookie cookie_;
  const limits::CashCaps staff_caps_;  // on what a person takes in cash
  std::mutex mutex_;
  std::uint64_t generation_ =
      0;  // incremented by Forget, so that the result of a look-up in progress is not cached
  std::unordered_map<Digest, Known, engine::DigestHash> known_;  // valid keys
  struct Invalid {
    Code refusal;
    Instant until;
  };
  std::unordered_map<Digest, Invalid, engine::DigestHash> invalid_;  // invalid keys
};

}  // namespace herlaad::http
