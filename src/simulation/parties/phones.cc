#include "simulation/parties/phones.h"

#include "base/core/check.h"
#include "domain/outbox/message.h"

namespace herlaad::simulation {
namespace {

using engine::MessengerAnswer;

// Without an answer the outcome is unknown.
struct Said {
  MessengerAnswer answer = MessengerAnswer::kUnknown;
};

}  // namespace

MessengerAnswer Phones::Send(const engine::TextMessage& message) {
  return Carry(message.reference, message.to.ToE164(), "the text ");
}

MessengerAnswer Phones::Send(const engine::MailMessage& message) {
  return Carry(message.reference, message.to.text(), "the mail ");
}

MessengerAnswer Phones::Carry(const std::string& reference, const std::string& to,
                              std::string_view what) {
  const auto order = ParseOrderId(std::string_view(reference).substr(0, reference.find('-')));
  CHECK(order || ParseIdText(outbox::kMessageIdPrefix, reference),
        "the engine names its own parts and messages");
  const OrderId about = order.value_or(OrderId());
  PhoneText& text = entries_.try_emplace(reference, PhoneText{to, 0, 0, false}).first->second;
  ++text.tries;
  if (text.to != to) stage_.Break("a text goes to another phone than before", about);
  const auto trip = wire_.Draw();
  const auto arrive = [this, &text, order = about] {
    if (text.arrived == 0 && !text.refused && stage_.Happens(stage_.rates().text_refused)) {
      text.refused = true;
    }
    if (text.refused) return Said{MessengerAnswer::kRefused};
    ++text.arrived;
    stage_.Tell(order, "a text or mail arrives at " + text.to);
    return Said{MessengerAnswer::kTaken};
  };
  return wire_.Send<Said>(about, std::string(what) + reference, trip, arrive).answer;
}

}  // namespace herlaad::simulation
