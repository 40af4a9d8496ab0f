#include "engine/commands/consequences.h"

#include "base/core/mutant.h"
#include "engine/commands/webhooks/webhook_events.h"

namespace herlaad::engine {

void WarnOfLowFloats(const ReadSet& read_set, const DecisionContext& context, Decision& decision) {
  for (const ledger::AccountBalance& after : decision.rows.Of<ledger::AccountBalance>()) {
    const std::string account = ledger::Name(after.account);
    const auto client = FloatOwner(account);
    if (!client) continue;
    const FloatWarning* const warning = read_set.Find<FloatWarning>(*client);
    const auto* const before = read_set.Find<ledger::AccountBalance>(account);
    if (warning == nullptr || before == nullptr) continue;
    const FloatLow low{after.balance.Available(), warning->below};
    if (before->balance.Available() < low.below || low.available >= low.below) continue;
    if (MutantIs("float_warning_forgotten") && decision.order) continue;
    decision.rows.Put(outbox::NewMessage(outbox::MessageId(context.ids.Next(context.now)),
                                         {std::string(kClientOwner), ToText(*client)}, kFloatLow,
                                         PayloadOf(low), context.now));
  }
}

void AddConsequences(const ReadSet& read_set, const DecisionContext& context, Decision& decision) {
  WarnOfLowFloats(read_set, context, decision);
  if (decision.order && !decision.order->order.disputes.empty() &&
      !MutantIs("disputed_order_not_listed")) {
    decision.rows.Put(DisputedOrderOf(decision.order->order));
  }
  TellWebhooks(read_set, context, decision);
  FollowDeliveries(read_set, context, decision);
}

}  // namespace herlaad::engine
