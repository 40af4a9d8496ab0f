// Permission for an outbox worker's attempt: whether to send, ask or do nothing. The lease is
// durable before the worker acts on the answer, so if the worker dies the outcome of the attempt is
// known to be unknown.
#pragma once

#include "engine/commands/command.h"

namespace herlaad::engine {

enum class AttemptOutcome : std::uint8_t {
  kSend = 1,     // leased: send once
  kAsk = 2,      // it may have been sent: only ask
  kNothing = 3,  // no longer wanted, not due, or leased by another outbox worker
};

class BeginAttempt final : public CommandOf<AttemptOutcome> {
 public:
  static std::unique_ptr<BeginAttempt> Check(const orders::OutboxMessage& outbox_message);

  [[nodiscard]] std::string_view Kind() const override { return "begin_attempt"; }
  void AddNeeds(Needs& needs) const override { needs.Put<OrderRecord>(order_); }
  [[nodiscard]] DecisionOf<AttemptOutcome> Decide(const ReadSet& read_set,
                                                  const DecisionContext& context) const override;

 private:
  BeginAttempt(OrderId order, orders::Purpose purpose, std::int32_t n)
      : order_(order), purpose_(purpose), n_(n) {}
  [[nodiscard]] DecisionOf<AttemptOutcome> Mark(const OrderRecord& record,
                                                orders::OrderAggregate aggregate,
                                                const DecisionContext& context) const;

  OrderId order_;
  orders::Purpose purpose_;
  std::int32_t n_;
};

}  // namespace herlaad::engine
