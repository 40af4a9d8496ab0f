// The kinds of outbox messages that have other owners than orders. A new one is its rules
// (outbox::KindRules), its payload, the function that sends it, and a line in message_kinds.cc; the
// engine, the store and the workers know none by name.
#pragma once

#include <span>
#include <string_view>

#include "domain/outbox/message.h"
#include "engine/outbox_workers.h"

namespace herlaad::engine {

struct SendContext {
  const Parties& parties;
  Queries& queries;
  Instant now;
};

struct MessageKind {
  const outbox::KindRules& rules;
  // Contacts the other side, under the message's id: sends it, or only asks about it. Blocks for at
  // most a request time-out. A recipient is read now, not when the message was made, so that a
  // corrected one counts.
  outbox::Answer (*send)(const outbox::Message& message, bool ask, const SendContext& context);
};

std::span<const MessageKind> MessageKinds();
// Nullptr for a kind that this program does not have.
const MessageKind* FindMessageKind(std::string_view name);

// One attempt that was leased until `lease_end`: sends nothing after it, because another process
// may have taken the message over.
outbox::Answer SendLeased(const MessageKind& kind, const outbox::Message& message, bool ask,
                          Instant lease_end, const SendContext& context);

}  // namespace herlaad::engine
