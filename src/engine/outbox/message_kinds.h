// The kinds of outbox messages that have other owners than orders. A new one is its rules
// (outbox::KindRules), its payload, the function that sends it, and a line in message_kinds.cc; the
// engine, the store and the workers know none by name.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "domain/outbox/message.h"
#include "engine/outbox/outbox_workers.h"

namespace herlaad::engine {

struct SendContext {
  const Parties& parties;
  Queries& queries;
  Instant now;
};

// The answer to an attempt, and what people are told of it: see outbox::Message::note.
struct Sending {
  Sending(outbox::Answer the_answer, std::string the_note = {})  // NOLINT: implicit by design
      : answer(the_answer), note(std::move(the_note)) {}

  outbox::Answer answer;
  std::string note;
};

struct MessageKind {
  const outbox::KindRules& rules;
  // Contacts the other side, under the message's id: sends it, or only asks about it. Blocks for at
  // most a request time-out. A recipient is read now, not when the message was made, so that a
  // corrected one counts.
  Sending (*send)(const outbox::Message& message, bool ask, const SendContext& context);
  // Of a kind with many destinations: whose messages may hold a part of the threads only, such as a
  // client's. The same for all messages of a destination. Otherwise nullptr.
  std::string (*group)(const outbox::Message& message) = nullptr;
};

std::span<const MessageKind> MessageKinds();
// Nullptr for a kind that this program does not have.
const MessageKind* FindMessageKind(std::string_view name);

// One attempt that was leased until `lease_end`: sends nothing after it, because another process
// may have taken the message over.
Sending SendLeased(const MessageKind& kind, const outbox::Message& message, bool ask,
                   Instant lease_end, const SendContext& context);

}  // namespace herlaad::engine
