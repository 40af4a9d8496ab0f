// SignIns: compares what a person typed with what is kept, and begins a session or steps one up.
// For the API and the page. Passwords are hashed on one thread of their own, one at a time, and few
// may wait for it: hashing takes 64 MiB and a tenth of a second. Before that, tries are limited by
// address; and neighbourhoods of addresses take turns, so that many addresses of one leave room for
// the others.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "api/http/core/errands.h"
#include "api/http/core/exchange.h"
#include "base/credentials/password.h"
#include "engine/commands/staff/staff_sessions.h"

namespace herlaad::http {

class SignIns {
 public:
  explicit SignIns(Shared& shared);

  struct Typed {
    std::string name;
    Secret password;
    std::string code;  // with or without spaces
  };
  struct SignedIn {
    engine::StaffMember member;
    engine::StaffSession session;
    net::Header cookie;
  };
  // Calls `then` once. The problem never says which of name, password and code was wrong, nor
  // whether the person must wait, and takes as long in every case.
  using Then = std::function<void(Result<SignedIn, Problem> signed_in)>;
  void Try(const net::Request& request, Typed typed, Then then);

  // The same once more for a person who has signed in: until when it counts.
  using SteppedUp = std::function<void(Result<Instant, Problem> until)>;
  void StepUp(const Exchange& exchange, Secret password, std::string code, SteppedUp then);

  // Runs `work` on the thread that hashes passwords. `refused` is called instead if there were too
  // many tries, or too many wait.
  void Admit(const net::Request& request, std::function<void()> work,
             std::function<void(Problem)> refused);

 private:
  struct Compared {
    std::optional<engine::StaffMember> member;
    engine::SignInProof proof;
  };
  Result<Compared, Problem> Compare(const Typed& typed, const std::string& peer);
  Result<SignedIn, Problem> Begin(const Typed& typed, const std::string& peer,
                                  const std::string& device);
  Result<Instant, Problem> Again(const Typed& typed, const std::string& peer,
                                 engine::StaffSessionId session);
  [[nodiscard]] std::optional<std::int64_t> StepOf(const engine::StaffMember& member,
                                                   const std::string& code);
  [[nodiscard]] const std::string& NobodysPassword();
  [[nodiscard]] Digest NetworkOf(const std::string& name, const std::string& peer) const;

  Shared& shared_;
  net::RateLimiter limiter_;
  std::string nobodys_password_;  // hash; used on the thread only
  Errands work_{{32, 16}, [this](const char* what) { shared_.LogMistake(what); }};
};

}  // namespace herlaad::http
