// Outbox messages of any owner but an order: a row each, whose id never changes and is the key
// under which the other side knows it. Those of orders are derived from the order: see
// domain/orders/outbox/outbox_message.h.
//
// Pure: each function gives the message after an event. A message is leased before anything is
// sent, so that a process that dies leaves it leased: after the lease its outcome is unknown, and
// the policy says whether it is sent again or asked about.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "domain/outbox/retry_policy.h"

namespace herlaad::outbox {

using MessageId = Id<struct OutboxMessageTag>;
inline constexpr std::string_view kMessageIdPrefix = "msg_";
inline std::string ToText(MessageId id) { return IdText(kMessageIdPrefix, id.value()); }

// Whom the message is for or about: {"client", "cli_…"}.
struct Owner {
  std::string kind;
  std::string id;

  friend bool operator==(const Owner&, const Owner&) = default;
};

// Stored, never reused.
enum class MessageState : std::uint8_t {
  kDue = 1,        // to be sent or asked about at next_at
  kLeased = 2,     // may have been sent; after next_at the lease is over and the outcome unknown
  kSent = 3,       // the other side took it
  kRefused = 4,    // the other side will never take it as it is
  kGivenUp = 5,    // no reliable answer after all tries; a person may have it tried again
  kNotWanted = 6,  // its owner no longer wanted it when it was to be sent
};
inline constexpr MessageState kLastMessageState = MessageState::kNotWanted;
std::string_view Name(MessageState state);  // "due", "leased", "sent", …
std::optional<MessageState> ParseMessageState(std::string_view name);
// True while something is left to be done without a person.
bool IsOpen(MessageState state);

// What all messages of one kind have in common. Constants: see engine/outbox/message_kinds.h.
struct KindRules {
  std::string_view name;         // stored in each message: "float_low"
  std::string_view destination;  // its queue: "mail"
  Policy policy = Policy::kAtLeastOnce;
  Millis retry_first{10'000};  // doubling
  Millis retry_max{3'600'000};
  std::int32_t tries_max = 20;  // in six to eleven hours; then it is given up
  // With kSameKey: how long after its creation the receiver certainly knows the key.
  Millis same_key_for{23LL * 3'600'000};
  // After this time the next failure is the last, however many there were before: processes that
  // end in the middle of attempts use tries up quickly. 0: tries are counted.
  Millis tried_for{0};
};

struct Message {
  MessageId id;
  Owner owner;
  std::string kind;
  std::string destination;
  // What its kind needs beside its owner: a reference, or a few values. Never a secret.
  std::string payload;
  Policy policy = Policy::kAtLeastOnce;
  MessageState state = MessageState::kDue;
  bool in_doubt = false;      // an attempt may have arrived without a reliable answer
  std::int32_t attempts = 0;  // leases so far; names the attempt in its answer
  std::int32_t failures = 0;  // without a reliable answer, since it was made or a person retried it
  Instant created_at{};
  Instant next_at{};
  Instant finished_at{};       // 0: open
  std::int64_t leased_by = 0;  // the process that holds the lease
  Instant tries_since{};       // when it was made, or last asked for by a person
  // What the last attempt was answered, for people: "HTTP 500". Never a secret.
  std::string note = {};

  friend bool operator==(const Message&, const Message&) = default;
};

Message NewMessage(MessageId id, Owner owner, const KindRules& rules, std::string payload,
                   Instant now);

// What the worker that asked for a lease may do. Stored nowhere.
enum class Step : std::uint8_t {
  kSend = 1,     // leased: send once
  kAsk = 2,      // leased, and it may have been sent: only ask
  kNothing = 3,  // finished, not due, or leased by another
  kGivenUp = 4,  // the lease was over, and no try was left
};
struct Leased {
  Step step = Step::kNothing;
  Message message;  // as it is to be kept
};
// The message leased by process `by` until now + lease, if it is due.
Leased Lease(Message message, const KindRules& rules, std::int64_t by, Instant now, Millis lease);

enum class Answer : std::uint8_t {
  kTaken = 1,
  kRefused = 2,    // for good
  kUnknown = 3,    // no reliable answer
  kNotSent = 4,    // certainly nothing was sent by this attempt
  kNotWanted = 5,  // there is nothing to be sent any more, and nothing was
};
// The message after the answer to attempt number `attempt`. An answer to an earlier attempt than
// the last counts only if the message was taken. `note` is kept with an answer that counts.
Message Answered(Message message, Answer answer, std::int32_t attempt, const KindRules& rules,
                 Instant now, std::string_view note = {});
inline constexpr std::size_t kNoteMax = 200;  // bytes; what is longer is cut

// The message once a person had it tried again; nullopt unless it is given up or was refused.
std::optional<Message> TriedAgain(Message message, Instant now);
// The same also for one that was taken or was not wanted: its receiver asks for it again, under its
// id. nullopt while it is open.
std::optional<Message> Replayed(Message message, Instant now);

// How long finished messages are kept, to be looked at.
inline constexpr Millis kFinishedKept{30LL * 24 * 3'600'000};
bool IsToBeDeleted(const Message& message, Instant now);

}  // namespace herlaad::outbox
