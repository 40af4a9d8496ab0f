#include "sim/phones.h"

#include "base/core/check.h"

namespace herlaad::sim {
namespace {

using engine::MessengerAnswer;

// Without an answer nothing is known.
struct Said {
  MessengerAnswer answer = MessengerAnswer::kUnknown;
};

}  // namespace

MessengerAnswer Phones::Send(const engine::TextMessage& message) {
  const std::string_view reference = message.reference;
  const auto order = ParseOrderId(reference.substr(0, reference.find('-')));
  CHECK(order.has_value(), "the engine names its own parts");
  PhoneText& text =
      book_.try_emplace(message.reference, PhoneText{message.to, 0, 0, false}).first->second;
  ++text.tries;
  if (text.to != message.to) stage_.Break("a text goes to another phone than before", *order);
  const auto trip = wire_.Draw();
  const auto arrive = [this, &text, order = *order] {
    if (text.arrived == 0 && !text.refused && stage_.Happens(stage_.rates().text_refused)) {
      text.refused = true;
    }
    if (text.refused) return Said{MessengerAnswer::kRefused};
    ++text.arrived;
    stage_.Tell(order, "a text arrives on " + text.to.National());
    return Said{MessengerAnswer::kTaken};
  };
  return wire_.Send<Said>(*order, "the text " + message.reference, trip, arrive).answer;
}

}  // namespace herlaad::sim
