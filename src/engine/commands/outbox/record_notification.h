// Records a messenger's answer about a text or mail. A repeat changes nothing.
#pragma once

#include "engine/commands/command.h"
#include "engine/ports/messenger.h"

namespace herlaad::engine {

class RecordNotification final : public CommandOf<orders::EventOutcome> {
 public:
  static std::unique_ptr<RecordNotification> Answered(const orders::OutboxMessage& outbox_message,
                                                      MessengerAnswer answer);

  [[nodiscard]] std::string_view Kind() const override { return "record_text"; }
  void AddNeeds(Needs& needs) const override { needs.Put<OrderRecord>(order_); }
  // kNoSuchPart also if there is no such order.
  [[nodiscard]] DecisionOf<orders::EventOutcome> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  RecordNotification(const orders::OutboxMessage& outbox_message, MessengerAnswer answer)
      : order_(outbox_message.order),
        kind_(outbox_message.n),
        by_mail_(outbox_message.destination == orders::kMailDestination),
        answer_(answer) {}
  // The event stored in the order's history.
  [[nodiscard]] OrderEvent EventAt(Instant now) const;

  OrderId order_;
  std::int32_t kind_;
  bool by_mail_;
  MessengerAnswer answer_;
};

}  // namespace herlaad::engine
