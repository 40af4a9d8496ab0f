// Records what a gateway reported about a refund, in an answer to an outbox worker or in a
// callback. A repeat changes nothing.
#pragma once

#include <string>

#include "engine/commands/command.h"
#include "engine/ports/gateway.h"

namespace herlaad::engine {

class RecordRefund final : public CommandOf<orders::EventOutcome> {
 public:
  static std::unique_ptr<RecordRefund> Answered(const orders::OutboxMessage& outbox_message,
                                                GatewayAnswer answer);
  // News of `gateway` about refund `n` of `order`: kDone, kProcessing, kRefused or kFailed. It is
  // ignored if the order's money is at another gateway.
  static std::unique_ptr<RecordRefund> CalledBack(OrderId order, std::int32_t n,
                                                  GatewayAnswer answer, std::string gateway);

  [[nodiscard]] std::string_view Kind() const override { return "record_refund"; }
  void AddNeeds(Needs& needs) const override { needs.Put<OrderRecord>(order_); }
  // kNoSuchPart also if there is no such order.
  [[nodiscard]] DecisionOf<orders::EventOutcome> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  RecordRefund(OrderId order, std::int32_t n, GatewayAnswer answer, std::string gateway)
      : order_(order), n_(n), answer_(std::move(answer)), gateway_(std::move(gateway)) {}
  orders::EventOutcome Apply(orders::OrderAggregate& aggregate) const;

  OrderId order_;
  std::int32_t n_;
  GatewayAnswer answer_;
  std::string gateway_;  // of a callback; empty for an answer to an outbox worker
};

}  // namespace herlaad::engine
