#include "apps/herlaad/topup/dispute_warning.h"

#include "apps/herlaad/cli/text.h"
#include "domain/orders/order.h"

namespace herlaad::app {

std::string DisputeWarning(const nlohmann::json& order) {
  using orders::DisputeState;
  auto state = DisputeState::kNone;
  if (order.contains("history")) {
    for (const auto& entry : order["history"]) {
      if (TextOf(entry, "event") != "payment_disputed") continue;
      state = orders::ParseDisputeState(TextOf(entry, "detail")).value_or(state);
    }
  }
  switch (state) {
    case DisputeState::kNone:
    case DisputeState::kWon:
    case DisputeState::kPrevented:
      return {};
    case DisputeState::kLost:
      return "The payer's bank disputed this payment and has given the money back to the payer: a "
             "refund\nwould pay it a second time. Look at the payment provider before deciding.\n";
    case DisputeState::kWarned:
    case DisputeState::kOpened:
    case DisputeState::kUnderReview:
      break;
  }
  return "The payer's bank disputes this payment (" + Words(std::string(orders::Name(state))) +
         "): the payer may get the money\nback from the bank besides a refund. Look at the payment "
         "provider before deciding.\n";
}

}  // namespace herlaad::app
