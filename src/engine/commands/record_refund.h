// Records a gateway's answer about a refund. A repeat changes nothing.
#pragma once

#include "engine/commands/command.h"
#include "engine/ports/gateway.h"

namespace herlaad::engine {

class RecordRefund final : public CommandOf<orders::EventOutcome> {
 public:
  static std::unique_ptr<RecordRefund> Answered(const orders::OutboxMessage& outbox_message,
                                                GatewayAnswer answer);

  [[nodiscard]] std::string_view Kind() const override { return "record_refund"; }
  void AddNeeds(Needs& needs) const override { needs.Put<OrderRecord>(order_); }
  // kNoSuchPart also if there is no such order.
  [[nodiscard]] DecisionOf<orders::EventOutcome> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  RecordRefund(OrderId order, std::int32_t n, GatewayAnswer answer)
      : order_(order), n_(n), answer_(std::move(answer)) {}

  OrderId order_;
  std::int32_t n_;
  GatewayAnswer answer_;
};

}  // namespace herlaad::engine
