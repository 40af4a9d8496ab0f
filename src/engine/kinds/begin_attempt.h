// A courier's question before it touches the wire: may I, and how? The mark is durable before the
// courier acts on the answer, so that an attempt whose courier died is known to be unknown.
#pragma once

#include "engine/kinds/command.h"

namespace herlaad::engine {

enum class AttemptOutcome : std::uint8_t {
  kSend = 1,     // marked: send, once
  kAsk = 2,      // it may have been sent: only ask
  kNothing = 3,  // no longer wanted, not due, or another courier's
};

class BeginAttempt final : public Command {
 public:
  static std::unique_ptr<BeginAttempt> Check(const orders::Effect& effect);

  [[nodiscard]] std::string_view Kind() const override { return "begin_attempt"; }
  void AddNeeds(Needs& needs) const override { needs.orders.push_back(order_); }
  // outcome: AttemptOutcome
  [[nodiscard]] Decision Decide(const Workspace& workspace, const Moment& moment) const override;

 private:
  BeginAttempt(OrderId order, orders::Purpose purpose, std::int32_t n)
      : order_(order), purpose_(purpose), n_(n) {}
  [[nodiscard]] Decision Mark(const OrderRecord& record, orders::Scene scene,
                              const Moment& moment) const;

  OrderId order_;
  orders::Purpose purpose_;
  std::int32_t n_;
};

}  // namespace herlaad::engine
