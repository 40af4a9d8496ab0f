// Authenticator: turns a request into who asks. Keys are looked up by their digest and remembered
// for kKeyRemembered, so a key that was revoked through another process is refused that much later;
// one revoked here at once.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "adapters/net/http.h"
#include "api/http/client.h"
#include "api/http/problem.h"
#include "api/http/services.h"
#include "base/core/result.h"

namespace herlaad::http {

inline constexpr Millis kKeyRemembered{5'000};
inline constexpr std::size_t kKeysRemembered = 1'024;

class Authenticator {
 public:
  Authenticator(engine::Readers& readers, Clock& clock) : readers_(readers), clock_(clock) {}

  // Tells nobody in particular when there is no Authorization; a problem when what is there is not
  // a valid key. A key that is not remembered is looked up, and told by another thread. Who is not
  // known to have a valid key, or to be on this machine, has to be let in by `may_come` before
  // anything is read for them: whoever guesses keys costs the store little.
  enum class Stranger : std::uint8_t { kWithoutKey, kWithUnknownKey };
  using MayCome = std::function<bool(Stranger)>;
  using Told = std::function<void(Result<ClientPtr, Problem> client)>;
  void Identify(const net::Request& request, const MayCome& may_come, const Told& told);

  // Has all keys looked up again: one of them was revoked.
  void Forget();

 private:
  struct Known {
    ClientPtr client;
    Instant until;  // afterwards it is looked up again, without having to be let in
  };
  struct Memory {
    ClientPtr client;  // of a valid key; nullptr otherwise
    bool is_invalid = false;
    bool look_up = false;
    std::uint64_t generation = 0;
  };
  void LookUp(const Digest& digest, Instant now, std::uint64_t generation, const Told& told);
  Memory Remembered(const Digest& digest, Instant now);
  void Remember(const Digest& digest, ClientPtr client, Instant now, std::uint64_t generation);

  engine::Readers& readers_;
  Clock& clock_;
  std::mutex mutex_;
  std::uint64_t generation_ =
      0;  // grows with Forget, so that a look-up under way is not remembered
  std::unordered_map<Digest, Known, engine::DigestHash> known_;      // valid keys
  std::unordered_map<Digest, Instant, engine::DigestHash> invalid_;  // until when they are that
};

}  // namespace herlaad::http
