#include "engine/outbox/message_kinds.h"

#include <algorithm>
#include <array>

#include "engine/notifications/float_low_mail.h"
#include "engine/webhooks/webhook_delivery.h"

namespace herlaad::engine {
namespace {

constexpr std::array kKinds{
    MessageKind{kFloatLow, SendFloatLow},
    MessageKind{webhooks::kDelivery, SendWebhook, ClientToldBy},
};

}  // namespace

std::span<const MessageKind> MessageKinds() { return kKinds; }

const MessageKind* FindMessageKind(std::string_view name) {
  const auto* const at =
      std::find_if(kKinds.begin(), kKinds.end(),
                   [name](const MessageKind& kind) { return kind.rules.name == name; });
  return at != kKinds.end() ? &*at : nullptr;
}

Sending SendLeased(const MessageKind& kind, const outbox::Message& message, bool ask,
                   Instant lease_end, const SendContext& context) {
  if (context.now >= lease_end) return outbox::Answer::kNotSent;
  return kind.send(message, ask, context);
}

}  // namespace herlaad::engine
