// /nl/staff: where staff sign in, and see and end their sessions. Works without script.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "api/http/core/page_shell.h"
#include "api/http/core/router.h"
#include "api/http/staff/sign_ins.h"
#include "api/http/staff/staff_sessions.h"

namespace herlaad::http {

class StaffPages {
 public:
  StaffPages(Shared& shared, SignIns& sign_ins, StaffSessions& sessions);

  std::vector<Route> Routes();

 private:
  using Language = messages::Language;
  void Show(Language language, const ExchangePtr& exchange);
  void SignIn(Language language, const ExchangePtr& exchange);
  void SignOut(Language language, const ExchangePtr& exchange);
  void EndOne(Language language, const ExchangePtr& exchange);
  void EndAll(Language language, const ExchangePtr& exchange);

  // `problem`: why the last try failed; null at first.
  void SendForm(Language language, Exchange& exchange, const std::string& name,
                const Problem* problem) const;
  void SendSessions(Language language, Exchange& exchange,
                    const std::vector<engine::StaffSession>& sessions) const;
  // Back to the page, which shows the sign-in form or the sessions.
  void SendBack(Language language, Exchange& exchange, const net::Header* cookie) const;
  void SendUnavailable(Language language, Exchange& exchange, const Problem& problem) const;
  // False, and the form is sent, unless a person has signed in.
  [[nodiscard]] bool IsSignedIn(Language language, Exchange& exchange) const;

  Shared& shared_;
  SignIns& sign_ins_;
  StaffSessions& sessions_;
  PageShell shell_;
  std::deque<std::string> paths_;  // of the routes
};

}  // namespace herlaad::http
