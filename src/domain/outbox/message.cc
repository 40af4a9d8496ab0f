#include "domain/outbox/message.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/core/mutant.h"
#include "base/core/random.h"

namespace herlaad::outbox {
namespace {

constexpr std::array<std::string_view, 6> kStateNames{"due",     "leased",   "sent",
                                                      "refused", "given_up", "not_wanted"};

Message Finished(Message message, MessageState state, Instant now) {
  message.state = state;
  message.finished_at = now;
  message.leased_by = 0;
  return message;
}

bool HasTriesLeft(const Message& message, const KindRules& rules, Instant now) {
  const bool knows_key = message.policy != Policy::kSameKey || !message.in_doubt ||
                         now < message.created_at + rules.same_key_for;
  if (rules.tried_for > Millis(0)) return knows_key && now < message.tries_since + rules.tried_for;
  return knows_key && message.failures < rules.tries_max;
}

// The jitter comes from the message itself, so that a decision made again says the same.
Message Failed(Message message, const KindRules& rules, Instant now) {
  message.failures += 1;
  if (!HasTriesLeft(message, rules, now))
    return Finished(std::move(message), MessageState::kGivenUp, now);
  Random random(static_cast<std::uint64_t>(message.id.value()) ^
                static_cast<std::uint64_t>(message.attempts) << 48);
  message.state = MessageState::kDue;
  message.leased_by = 0;
  message.next_at =
      now + RetryWait(rules.retry_first, rules.retry_max, message.failures - 1, random.Next());
  // The last try is at the end of its time, not long before or after it.
  if (rules.tried_for > Millis(0))
    message.next_at = std::min(message.next_at, message.tries_since + rules.tried_for);
  return message;
}

Message Again(Message message, Instant now) {
  message.state = MessageState::kDue;
  message.failures = 0;
  message.next_at = now;
  message.tries_since = now;
  message.finished_at = {};
  return message;
}

// Whole characters only.
std::string Cut(std::string_view note) {
  std::size_t size = std::min(note.size(), kNoteMax);
  while (size > 0 && size < note.size() &&
         (static_cast<unsigned char>(note[size]) & 0xC0U) == 0x80U)
    --size;
  return std::string(note.substr(0, size));
}

}  // namespace

std::string_view Name(MessageState state) {
  return kStateNames.at(static_cast<std::size_t>(state) - 1);
}

std::optional<MessageState> ParseMessageState(std::string_view name) {
  const auto* const at = std::find(kStateNames.begin(), kStateNames.end(), name);
  if (at == kStateNames.end()) return std::nullopt;
  return static_cast<MessageState>(at - kStateNames.begin() + 1);
}

bool IsOpen(MessageState state) {
  return state == MessageState::kDue || state == MessageState::kLeased;
}

Message NewMessage(MessageId id, Owner owner, const KindRules& rules, std::string payload,
                   Instant now) {
  Message message;
  message.id = id;
  message.owner = std::move(owner);
  message.kind = rules.name;
  message.destination = rules.destination;
  message.payload = std::move(payload);
  message.policy = rules.policy;
  message.created_at = now;
  message.next_at = now;
  message.tries_since = now;
  return message;
}

Leased Lease(Message message, const KindRules& rules, std::int64_t by, Instant now, Millis lease) {
  if (!IsOpen(message.state) || message.next_at > now) return {Step::kNothing, std::move(message)};
  if (message.state == MessageState::kLeased) {
    if (MutantIs("outbox_resent_never")) return {Step::kNothing, std::move(message)};
    message.failures += 1;
    if (!HasTriesLeft(message, rules, now))
      return {Step::kGivenUp, Finished(std::move(message), MessageState::kGivenUp, now)};
  }
  const bool asks = message.policy == Policy::kAsk && message.in_doubt;
  message.state = MessageState::kLeased;
  message.in_doubt = true;
  message.attempts += 1;
  message.next_at = now + lease;
  message.leased_by = by;
  return {asks ? Step::kAsk : Step::kSend, std::move(message)};
}

Message Answered(Message message, Answer answer, std::int32_t attempt, const KindRules& rules,
                 Instant now, std::string_view note) {
  if (answer == Answer::kTaken) {
    if (message.state == MessageState::kSent) return message;
    message.in_doubt = false;
    message.note = Cut(note);
    return Finished(std::move(message), MessageState::kSent, now);
  }
  const bool is_last = attempt == message.attempts && message.state == MessageState::kLeased;
  if (!is_last) return message;
  message.note = Cut(note);
  switch (answer) {
    case Answer::kRefused:
      return Finished(std::move(message), MessageState::kRefused, now);
    case Answer::kNotWanted:
      return Finished(std::move(message), MessageState::kNotWanted, now);
    case Answer::kNotSent:
      message.in_doubt = message.in_doubt && attempt > 1;
      return Failed(std::move(message), rules, now);
    case Answer::kUnknown:
    case Answer::kTaken:
      break;
  }
  return Failed(std::move(message), rules, now);
}

std::optional<Message> TriedAgain(Message message, Instant now) {
  if (message.state != MessageState::kGivenUp && message.state != MessageState::kRefused)
    return std::nullopt;
  return Again(std::move(message), now);
}

std::optional<Message> Replayed(Message message, Instant now) {
  if (IsOpen(message.state)) return std::nullopt;
  return Again(std::move(message), now);
}

bool IsToBeDeleted(const Message& message, Instant now) {
  return !IsOpen(message.state) && message.finished_at + kFinishedKept <= now;
}

}  // namespace herlaad::outbox
