// What an operator said about a delivery, when it was sent or when it was asked. The same news
// twice changes nothing.
#pragma once

#include "engine/kinds/command.h"
#include "engine/ports/operator.h"

namespace herlaad::engine {

class RecordDelivery final : public Command {
 public:
  // `not_found_settles_after` as the operator's adapter declares it; `asked_at` is when the other
  // side was asked, by the clock of whoever asked, which was not set after `even_since`. Without
  // them "not found" is never believed.
  static std::unique_ptr<RecordDelivery> Answered(const orders::Effect& effect,
                                                  OperatorAnswer answer,
                                                  Millis not_found_settles_after,
                                                  Instant asked_at = {}, Instant even_since = {});

  [[nodiscard]] std::string_view Kind() const override { return "record_delivery"; }
  void AddNeeds(Needs& needs) const override { needs.orders.push_back(order_); }
  // outcome: orders::EventOutcome; kNoSuchPart also when there is no such order
  [[nodiscard]] Decision Decide(const Workspace& workspace, const Moment& moment) const override;

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
  orders::EventOutcome Apply(orders::Scene& scene) const;
  [[nodiscard]] std::optional<orders::Effect> Resend(const OrderRecord& record,
                                                     orders::Scene& scene,
                                                     const Moment& moment) const;

  OrderId order_;
  std::int32_t n_;
  OperatorAnswer answer_;
  Millis settles_after_;
  Instant asked_at_;
  Instant even_since_;
};

}  // namespace herlaad::engine
