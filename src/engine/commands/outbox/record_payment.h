// Records what a gateway reported about a payment, in an answer to an outbox worker or in a
// callback. A repeat changes nothing.
#pragma once

#include <optional>
#include <string>

#include "engine/commands/brakes/braking.h"
#include "engine/commands/command.h"
#include "engine/ports/gateway.h"

namespace herlaad::engine {

class RecordPayment final : public CommandOf<orders::EventOutcome> {
 public:
  // The answer to an outbox worker that works on `outbox_message`.
  // `brakes` judge the card of a payment that was made.
  static std::unique_ptr<RecordPayment> Answered(const orders::OutboxMessage& outbox_message,
                                                 GatewayAnswer answer,
                                                 brakes::BrakesPtr brakes = {});
  // A callback of `gateway` about payment `n` of `order`. It is ignored if the payment is another
  // gateway's. Where `brakes` count cards or a card was blocked, money for the order whose card is
  // to be asked is not taken in yet: the payment is being processed, and is asked about at once;
  // unless a dispute of it is told, so that nothing is delivered anyway.
  static std::unique_ptr<RecordPayment> CalledBack(OrderId order, std::int32_t n,
                                                   GatewayAnswer answer, std::string gateway,
                                                   brakes::BrakesPtr brakes = {});

  [[nodiscard]] std::string_view Kind() const override { return "record_payment"; }
  void AddNeeds(Needs& needs) const override;
  // kNoSuchPart also if there is no such order.
  [[nodiscard]] DecisionOf<orders::EventOutcome> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  RecordPayment(OrderId order, std::int32_t n, std::optional<orders::Purpose> purpose,
                GatewayAnswer answer, std::string gateway, brakes::BrakesPtr brakes);
  [[nodiscard]] bool PaysFor(const orders::Order& order) const;
  [[nodiscard]] bool IsStoppedByDispute() const;
  [[nodiscard]] bool AsksCard(const ReadSet& read_set, const orders::Order& order) const;
  void AskNow(OrderRecord& record, Instant now) const;
  // Judges the payment if it pays for the order and its card is known.
  std::optional<brakes::Judged> Brake(const ReadSet& read_set,
                                      orders::OrderAggregate& aggregate) const;
  void KeepBraked(const brakes::Judged& judged, const orders::Order& order, const ReadSet& read_set,
                  Instant now, Decision& decision) const;
  orders::EventOutcome Apply(orders::OrderAggregate& aggregate) const;
  [[nodiscard]] bool SaysUnpaid() const;  // answer to a watch: not paid yet
  static std::optional<OrderEvent> StateChange(const orders::Order& before,
                                               const orders::Order& after, Instant now);
  // The outbox worker heard nothing final, so its message waits for the next attempt.
  [[nodiscard]] bool IsToBeAskedAgain(orders::EventOutcome outcome) const;

  OrderId order_;
  std::int32_t n_;
  std::optional<orders::Purpose> purpose_;  // of the outbox message; none for a callback
  GatewayAnswer answer_;
  std::string gateway_;  // of a callback; empty for an answer to an outbox worker
  Braking braking_;      // without brakes unless the answer tells a card that paid
  enum class CardQuestion : std::uint8_t { kNever, kIfBlocked, kAlways };
  CardQuestion card_question_ = CardQuestion::kNever;
};

}  // namespace herlaad::engine
