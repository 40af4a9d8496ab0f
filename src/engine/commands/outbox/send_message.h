// Outbox messages of other owners than orders: leased before they are sent, and their answers
// recorded. Both say the rules of the message's kind, because a command knows no kind.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "domain/outbox/message.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

struct LeaseMessageResult {
  outbox::Step step = outbox::Step::kNothing;
  std::int32_t attempt = 0;  // with kSend and kAsk its number
};

// Permission for one attempt. The lease is durable before the worker acts on the answer, so a
// worker that dies leaves a message whose outcome is known to be unknown.
class LeaseMessage final : public CommandOf<LeaseMessageResult> {
 public:
  // `message` as it was read; `rules` outlive the command.
  static std::unique_ptr<LeaseMessage> Check(const outbox::Message& message,
                                             const outbox::KindRules& rules);

  [[nodiscard]] std::string_view Kind() const override { return "lease_message"; }
  void AddNeeds(Needs& needs) const override;
  // kNothing also if there is no such message. A repeat finds the message leased.
  [[nodiscard]] DecisionOf<LeaseMessageResult> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  LeaseMessage(const outbox::Message& message, const outbox::KindRules& rules)
      : message_(message), rules_(rules) {}

  outbox::Message message_;
  const outbox::KindRules& rules_;
};

struct RecordMessageResult {
  std::optional<outbox::MessageState> state = {};  // of the message after it, if there is one
  bool has_ended = false;                          // by this answer
};

class RecordMessage final : public CommandOf<RecordMessageResult> {
 public:
  // `message` as it was read, `note` as outbox::Message has it; `rules` outlive the command.
  static std::unique_ptr<RecordMessage> Answered(const outbox::Message& message,
                                                 std::int32_t attempt, outbox::Answer answer,
                                                 const outbox::KindRules& rules,
                                                 std::string note = {});

  [[nodiscard]] std::string_view Kind() const override { return "record_message"; }
  void AddNeeds(Needs& needs) const override;
  // A repeat changes nothing.
  [[nodiscard]] DecisionOf<RecordMessageResult> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  RecordMessage(const outbox::Message& message, std::int32_t attempt, outbox::Answer answer,
                const outbox::KindRules& rules, std::string note)
      : message_(message),
        attempt_(attempt),
        answer_(answer),
        rules_(rules),
        note_(std::move(note)) {}

  outbox::Message message_;
  std::int32_t attempt_;
  outbox::Answer answer_;
  const outbox::KindRules& rules_;
  std::string note_;
};

}  // namespace herlaad::engine
