// /v1/staff/invitation: whoever has the secret of an invitation chooses a password and sets up the
// one-time codes. The secret of the codes follows from the invitation and staff.key, so that
// nothing is kept before it is accepted.
#pragma once

#include <functional>
#include <string>

#include "api/http/core/exchange.h"
#include "api/http/staff/sign_ins.h"
#include "engine/commands/staff/invitations.h"

namespace herlaad::http {

// "inv_" and 160 random bits.
Secret NewInvitation();

class Invitations {
 public:
  Invitations(Shared& shared, SignIns& sign_ins) : shared_(shared), sign_ins_(sign_ins) {}

  void Show(ExchangePtr exchange);
  void Accept(ExchangePtr exchange);
  void InviteSelf(ExchangePtr exchange);

  struct Invited {
    std::string name;
    Secret invitation;
  };
  // What an authenticator app needs; for the API and the page. Calls `then` once.
  struct SetUp {
    engine::StaffMember member;
    Secret code_secret;
    Secret otpauth_uri;
  };
  void Find(const net::Request& request, Invited invited,
            std::function<void(Result<SetUp, Problem>)> then);
  struct Chosen {
    Secret password;
    std::string code;
  };
  void Choose(const net::Request& request, Invited invited, Chosen chosen,
              std::function<void(Status<Problem>)> then);
  // A new invitation for the person of the session, which must be stepped up.
  void Renew(const ExchangePtr& exchange, std::function<void(Result<Secret, Problem>)> then);

 private:
  [[nodiscard]] Secret CodeSecretOf(const Invited& invited) const;
  Result<SetUp, Problem> SetUpOf(const Invited& invited);
  Status<Problem> Decide(const Invited& invited, const Chosen& chosen);

  Shared& shared_;
  SignIns& sign_ins_;
};

}  // namespace herlaad::http
