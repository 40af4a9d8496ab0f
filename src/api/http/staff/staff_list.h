// /v1/staff: who may sign in. For whoever manages staff, and the administration socket.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/http/core/exchange.h"
#include "engine/commands/staff/manage_staff.h"

namespace herlaad::http {

class StaffList {
 public:
  explicit StaffList(Shared& shared) : shared_(shared) {}

  void List(ExchangePtr exchange);
  // The answer has the invitation with which the person chooses a password, this once.
  void Add(ExchangePtr exchange);
  // Role, whether disabled, and a new invitation.
  void Change(ExchangePtr exchange);

 private:
  void Added(const ExchangePtr& exchange, engine::StaffMember member, const Secret& invitation,
             const engine::Answered<engine::AddStaffOutcome>& answer);
  void SubmitChange(const ExchangePtr& exchange, const engine::StaffChange& change,
                    const std::optional<Secret>& invitation, std::vector<std::string> managers);
  void Changed(const ExchangePtr& exchange, const std::optional<Secret>& invitation,
               const engine::Answered<engine::ChangeStaffOutcome>& answer);

  Shared& shared_;
};

}  // namespace herlaad::http
