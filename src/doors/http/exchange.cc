#include "doors/http/exchange.h"

#include "base/core/check.h"

namespace herlaad::http {

void Shared::Later(const ExchangePtr& exchange, std::function<void()> errand) {
  if (!errands.Post(std::move(errand))) exchange->Refuse(Busy());
}

Problem Busy() { return Problem(Code::kBusy).Header("Retry-After", "1"); }

Problem StoreUnavailable() { return Problem(Code::kStoreUnavailable).Header("Retry-After", "2"); }

Problem KeyRequired() {
  return Problem(Code::kKeyRequired).Header("WWW-Authenticate", "Bearer realm=\"Herlaad\"");
}

Problem OfFault(engine::Answer::Fault fault) {
  switch (fault) {
    case engine::Answer::Fault::kRejected:
      return Problem(Code::kInternal);
    case engine::Answer::Fault::kUnavailable:
      return Problem(Code::kOutcomeUnknown).Header("Retry-After", "2");
    case engine::Answer::Fault::kNone:
      break;
  }
  CHECK(false, "only a fault is asked about");
}

}  // namespace herlaad::http
