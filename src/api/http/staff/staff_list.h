// /v1/staff: who may sign in. For whoever manages staff, and the administration socket.
#pragma once

#include <optional>
#include <string>

#include "api/http/core/errands.h"
#include "api/http/core/exchange.h"
#include "engine/commands/manage_staff.h"

namespace herlaad::http {

class StaffList {
 public:
  explicit StaffList(Shared& shared) : shared_(shared) {}

  void List(ExchangePtr exchange);
  // The answer has the secret of the person's codes, this once.
  void Add(ExchangePtr exchange);
  // Role, whether disabled, password, and a new secret of codes.
  void Change(ExchangePtr exchange);

 private:
  // A secret of codes that is shown once and sealed for the database.
  struct CodeSecret {
    Secret shown;
    std::string sealed;
  };
  [[nodiscard]] CodeSecret NewCodeSecretOf(const std::string& name) const;
  void AddHashed(const ExchangePtr& exchange, engine::StaffMember member, const Secret& password);
  void ChangeHashed(const ExchangePtr& exchange, engine::StaffChange change,
                    const std::optional<Secret>& password, bool reset_code);

  Shared& shared_;
  // A queue of its own: a flood of strangers who try to sign in must not keep anybody from
  // disabling a person.
  Errands acts_{{32, 32}, [this](const char* what) { shared_.LogMistake(what); }};
};

}  // namespace herlaad::http
