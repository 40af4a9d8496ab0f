// /v1/approvals: a person asks for the approval of an act, another gives or declines it. The act
// itself names the approval that it uses.
#pragma once

#include <array>
#include <functional>
#include <string_view>
#include <utility>

#include "api/http/core/exchange.h"
#include "engine/commands/staff/approvals.h"

namespace herlaad::http {

class Approvals {
 public:
  explicit Approvals(Shared& shared) : shared_(shared) {}

  void Request(ExchangePtr exchange);
  void Give(ExchangePtr exchange);
  void Withdraw(ExchangePtr exchange);
  void Decline(ExchangePtr exchange);
  static constexpr std::array<std::string_view, 2> kParameters{"limit", "cursor"};
  // Those that can still be given or used, and those that are overtaken, the latest first.
  void List(ExchangePtr exchange);

 private:
  void SubmitRequest(const ExchangePtr& exchange, const access::Act& act,
                     std::unique_ptr<engine::RequestApproval> command);
  void Requested(const ExchangePtr& exchange, const access::Act& act,
                 const engine::Answered<engine::RequestApprovalResult>& answer);
  void End(const ExchangePtr& exchange, engine::EndApproval::Way way);
  void SubmitEnd(const ExchangePtr& exchange, const engine::StaffApproval& asked,
                 engine::EndApproval::Way way);
  // The approval that a person names in the address.
  void FindAsked(const ExchangePtr& exchange,
                 std::function<void(const engine::StaffApproval&)> go_on);
  void SubmitGive(const ExchangePtr& exchange, const engine::StaffApproval& asked);
  void SendOne(const ExchangePtr& exchange, engine::ApprovalId id, int status);

  Shared& shared_;
};

}  // namespace herlaad::http
