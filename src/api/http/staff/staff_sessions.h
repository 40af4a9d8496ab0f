// /v1/staff/sign-in, step-up, sign-out and sessions: a person's own sessions, and for whoever
// manages staff those of others.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/http/core/access/staff_access.h"
#include "api/http/core/exchange.h"
#include "api/http/staff/sign_ins.h"

namespace herlaad::http {

// The live sessions of `name`, the latest first. For a reader thread.
Result<std::vector<engine::StaffSession>, engine::StoreError> LiveSessions(engine::Queries& queries,
                                                                           const std::string& name,
                                                                           Instant now);

class StaffSessions {
 public:
  StaffSessions(Shared& shared, SignIns& sign_ins) : shared_(shared), sign_ins_(sign_ins) {}

  void SignIn(ExchangePtr exchange);
  void StepUp(ExchangePtr exchange);
  void SignOut(ExchangePtr exchange);
  void List(ExchangePtr exchange);      // one's own
  void EndAll(ExchangePtr exchange);    // one's own
  void EndOne(ExchangePtr exchange);    // one's own
  void ListOf(ExchangePtr exchange);    // of the person in the path
  void EndAllOf(ExchangePtr exchange);  // the same

  // Decides `command`, which ends sessions of `name`. The next request with one of them is refused.
  // `ended` is called with false if there is none, and not at all after a fault, for which a
  // problem has been sent.
  using Ending = engine::CommandOf<engine::EndSessionOutcome>;
  using Ended = std::function<void(bool ended)>;
  void End(const ExchangePtr& exchange, std::unique_ptr<Ending> command, Ended ended);

 private:
  void SendList(const ExchangePtr& exchange, const std::string& name);
  void SendEnded(const ExchangePtr& exchange, std::unique_ptr<Ending> command, bool clear_cookie,
                 Code otherwise);

  Shared& shared_;
  SignIns& sign_ins_;
};

}  // namespace herlaad::http
