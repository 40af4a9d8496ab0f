// Records an operator's answer about a delivery, after sending or asking. A repeat changes nothing.
#pragma once

#include "engine/commands/command.h"
#include "engine/ports/operator.h"

namespace herlaad::engine {

class RecordDelivery final : public CommandOf<orders::EventOutcome> {
 public:
  // `not_found_settles_after` is declared by the operator's adapter. `asked_at` is when the
  // operator was asked, by a clock that was not set after `even_since`. By default "not found" is
  // never believed.
  static std::unique_ptr<RecordDelivery> Answered(const orders::OutboxMessage& outbox_message,
                                                  OperatorAnswer answer,
                                                  Millis not_found_settles_after,
                                                  Instant asked_at = {}, Instant even_since = {});

  [[nodiscard]] std::string_view Kind() const override { return "record_delivery"; }
  void AddNeeds(Needs& needs) const override { needs.Put<OrderRecord>(order_); }
  // kNoSuchPart also if there is no such order.
  [[nodiscard]] DecisionOf<orders::EventOutcome> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  RecordDelivery(OrderId order, std::int32_t n, OperatorAnswer answer, Millis settles_after,
                 Instant asked_at, Instant even_since)
      : order_(order),
        n_(n),
        answer_(std::move(answer)),
        settles_after_(settles_after),
        asked_at_(asked_at),
        even_since_(even_since) {}

  [[nodiscard]] bool MayBelieveNotFound(const orders::Order& order) const;
  orders::EventOutcome Apply(orders::OrderAggregate& aggregate) const;
  [[nodiscard]] std::optional<orders::OutboxMessage> Resend(const OrderRecord& record,
                                                            orders::OrderAggregate& aggregate,
                                                            const DecisionContext& context) const;

  OrderId order_;
  std::int32_t n_;
  OperatorAnswer answer_;
  Millis settles_after_;
  Instant asked_at_;
  Instant even_since_;
};

}  // namespace herlaad::engine
