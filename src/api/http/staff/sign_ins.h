// SignIns: compares what a person typed with what is kept, and begins a session. For the API and
// the page. Passwords are hashed on one thread of their own, one at a time, and few may wait for
// it: hashing takes 64 MiB and a tenth of a second. Before that, tries are limited by address.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "api/http/core/errands.h"
#include "api/http/core/exchange.h"
#include "base/credentials/password.h"
#include "engine/commands/staff_sessions.h"

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

 private:
  Result<SignedIn, Problem> Compare(const Typed& typed, const std::string& device);
  [[nodiscard]] std::optional<std::int64_t> StepOf(const engine::StaffMember& member,
                                                   const std::string& code);
  [[nodiscard]] const std::string& NobodysPassword();

  Shared& shared_;
  net::RateLimiter limiter_;
  std::string nobodys_password_;  // hash; used on the thread only
  Errands work_{{32, 4}, [this](const char* what) { shared_.LogMistake(what); }};
};

}  // namespace herlaad::http
