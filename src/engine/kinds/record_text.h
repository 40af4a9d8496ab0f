// What a messenger said about a text. The same news twice changes nothing.
#pragma once

#include "engine/kinds/command.h"
#include "engine/ports/messenger.h"

namespace herlaad::engine {

class RecordText final : public Command {
 public:
  static std::unique_ptr<RecordText> Answered(const orders::Effect& effect, MessengerAnswer answer);

  [[nodiscard]] std::string_view Kind() const override { return "record_text"; }
  void AddNeeds(Needs& needs) const override { needs.orders.push_back(order_); }
  // outcome: orders::EventOutcome; kNoSuchPart also when there is no such order
  [[nodiscard]] Decision Decide(const Workspace& workspace, const Moment& moment) const override;

 private:
  RecordText(const orders::Effect& effect, MessengerAnswer answer)
      : order_(effect.order),
        kind_(effect.n),
        by_mail_(effect.lane == orders::kMailLane),
        answer_(answer) {}
  // What it leaves in the order's history.
  [[nodiscard]] OrderEvent EventAt(Instant now) const;

  OrderId order_;
  std::int32_t kind_;
  bool by_mail_;
  MessengerAnswer answer_;
};

}  // namespace herlaad::engine
