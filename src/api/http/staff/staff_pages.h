// /nl/staff: where staff sign in, see and end their sessions, choose a password with an invitation,
// and see the open disputes. Works without script.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "api/http/core/html/page_shell.h"
#include "api/http/core/parameters/form.h"
#include "api/http/core/router.h"
#include "api/http/staff/invitations.h"
#include "api/http/staff/open_disputes.h"
#include "api/http/staff/sign_ins.h"
#include "api/http/staff/staff_sessions.h"

namespace herlaad::http {

class StaffPages {
 public:
  StaffPages(Shared& shared, SignIns& sign_ins, StaffSessions& sessions, Invitations& invitations);

  std::vector<Route> Routes();

 private:
  using Language = messages::Language;
  void Show(Language language, const ExchangePtr& exchange);
  void SignIn(Language language, const ExchangePtr& exchange);
  void SignOut(Language language, const ExchangePtr& exchange);
  void EndOne(Language language, const ExchangePtr& exchange);
  void EndAll(Language language, const ExchangePtr& exchange);
  // Three steps: who was invited, a password and a code of the secret that is shown, and signing
  // in.
  void ShowInvitation(Language language, const ExchangePtr& exchange);
  void OpenInvitation(Language language, const ExchangePtr& exchange);
  void AcceptInvitation(Language language, const ExchangePtr& exchange);
  // A new password and new codes for oneself: the second of those steps.
  void Renew(Language language, const ExchangePtr& exchange);
  // For those who may read disputes; the others are refused.
  void ShowDisputes(Language language, const ExchangePtr& exchange);

  // The fields of a form that one of our own pages sent.
  [[nodiscard]] Result<FormFields, Problem> OwnForm(const net::Request& request) const;
  void ShowSessions(Language language, const ExchangePtr& exchange, std::optional<Problem> problem);
  void SetUp(Language language, const ExchangePtr& exchange, const Invitations::Invited& invited,
             std::optional<Problem> problem);
  void SendInvitationForm(Language language, Exchange& exchange, const std::string& name,
                          const Problem* problem) const;
  void SendSetUp(Language language, Exchange& exchange, const Invitations::Invited& invited,
                 const Invitations::SetUp& set_up, const Problem* problem) const;
  [[nodiscard]] net::Response PageWith(Language language, const Problem* problem, Html& main) const;
  // `problem`: why the last try failed; null at first.
  void SendForm(Language language, Exchange& exchange, const std::string& name,
                const Problem* problem, bool was_set_up = false) const;
  void SendSessions(Language language, Exchange& exchange,
                    const std::vector<engine::StaffSession>& sessions,
                    const Problem* problem) const;
  void SendDisputes(Language language, Exchange& exchange, const OpenDisputes& open,
                    Instant now) const;
  void SendDisputePage(Language language, Exchange& exchange, int status, Html& main) const;
  // Back to the page, which shows the sign-in form or the sessions.
  void SendBack(Language language, Exchange& exchange, const net::Header* cookie) const;
  void SendUnavailable(Language language, Exchange& exchange, const Problem& problem) const;
  // False, and the form is sent, unless a person has signed in.
  [[nodiscard]] bool IsSignedIn(Language language, Exchange& exchange) const;

  Shared& shared_;
  SignIns& sign_ins_;
  StaffSessions& sessions_;
  Invitations& invitations_;
  PageShell shell_;
  std::deque<std::string> paths_;  // of the routes
};

}  // namespace herlaad::http
