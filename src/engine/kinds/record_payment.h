// What a gateway said about a payment: as the answer to a courier, or by itself in a callback. The
// same news twice changes nothing.
#pragma once

#include <optional>
#include <string>

#include "engine/kinds/command.h"
#include "engine/ports/gateway.h"

namespace herlaad::engine {

class RecordPayment final : public Command {
 public:
  // The answer to a courier that was at work on `effect`.
  static std::unique_ptr<RecordPayment> Answered(const orders::Effect& effect,
                                                 GatewayAnswer answer);
  // A callback of `gateway` that named payment `n` of `order`. About another gateway's payments it
  // has nothing to say.
  static std::unique_ptr<RecordPayment> CalledBack(OrderId order, std::int32_t n,
                                                   GatewayAnswer answer, std::string gateway);

  [[nodiscard]] std::string_view Kind() const override { return "record_payment"; }
  void AddNeeds(Needs& needs) const override { needs.orders.push_back(order_); }
  // outcome: orders::EventOutcome; kNoSuchPart also when there is no such order
  [[nodiscard]] Decision Decide(const Workspace& workspace, const Moment& moment) const override;

 private:
  RecordPayment(OrderId order, std::int32_t n, std::optional<orders::Purpose> purpose,
                GatewayAnswer answer, std::string gateway)
      : order_(order),
        n_(n),
        purpose_(purpose),
        answer_(std::move(answer)),
        gateway_(std::move(gateway)) {}
  orders::EventOutcome Apply(orders::Scene& scene) const;
  [[nodiscard]] bool SaysUnpaid() const;  // asked whether it was paid: not yet

  OrderId order_;
  std::int32_t n_;
  std::optional<orders::Purpose> purpose_;  // of the courier's effect; none for a callback
  GatewayAnswer answer_;
  std::string gateway_;  // whose callback it is; empty for a courier's answer
};

}  // namespace herlaad::engine
