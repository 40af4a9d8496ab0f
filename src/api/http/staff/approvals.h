// /v1/approvals: a person asks for the approval of an act, another gives it. The act itself names
// the approval that it uses.
#pragma once

#include "api/http/core/exchange.h"
#include "engine/commands/approvals.h"

namespace herlaad::http {

class Approvals {
 public:
  explicit Approvals(Shared& shared) : shared_(shared) {}

  void Request(ExchangePtr exchange);
  void Give(ExchangePtr exchange);
  // Those that are neither used nor expired, the latest first.
  void List(ExchangePtr exchange);

 private:
  void SubmitRequest(const ExchangePtr& exchange, const engine::RequestApproval& command);
  void SendOne(const ExchangePtr& exchange, std::int64_t id, int status);

  Shared& shared_;
};

}  // namespace herlaad::http
