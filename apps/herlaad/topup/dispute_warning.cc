#include "apps/herlaad/topup/dispute_warning.h"

#include <optional>

#include "apps/herlaad/cli/text.h"
#include "domain/orders/order.h"

namespace herlaad::app {

std::string DisputeWarning(const nlohmann::json& order) {
  using orders::DisputeState;
  std::optional<DisputeState> state;
  if (order.contains("history")) {
    for (const auto& entry : order["history"]) {
      if (TextOf(entry, "event") != "payment_disputed") continue;
      // "opened, €15.00 of charge ch_1"
      const std::string detail = TextOf(entry, "detail");
      state = orders::ParseDisputeState(detail.substr(0, detail.find(',')));
    }
  }
  if (!state) return {};
  if (state == DisputeState::kLost) {
    return "This payment was disputed, and the payer has the money back. That is the refund:\n"
           "nothing is sent besides.\n";
  }
  if (orders::IsEnd(*state)) return {};
  return "This payment is disputed (" + Words(std::string(orders::Name(*state))) +
         "). While the payment provider holds the money,\na refund waits: it is only sent if the "
         "dispute is won.\n";
}

}  // namespace herlaad::app
