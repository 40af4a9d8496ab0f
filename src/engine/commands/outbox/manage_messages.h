// Outbox messages of other owners than orders: one that ended unsent is tried again for a person,
// audited; and finished ones are deleted after outbox::kFinishedKept.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "domain/outbox/message.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

enum class RetryMessageOutcome : std::uint8_t {
  kDue = 1,            // it is sent as soon as its queue comes to it
  kNoSuchMessage = 2,  // or it was deleted after its time
  kNotEnded = 3,       // it was sent, is not wanted, or is still tried
};

struct RetryMessageResult {
  RetryMessageOutcome outcome = RetryMessageOutcome::kNoSuchMessage;
  outbox::MessageState state{};  // that it had, unless there is no such message
};

class RetryMessage final : public CommandOf<RetryMessageResult> {
 public:
  static std::unique_ptr<RetryMessage> Check(outbox::MessageId id, std::string actor);

  [[nodiscard]] std::string_view Kind() const override { return "retry_message"; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<outbox::Message>(id_);
    needs.audit = true;
  }
  // A repeat finds it due.
  [[nodiscard]] DecisionOf<RetryMessageResult> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  RetryMessage(outbox::MessageId id, std::string actor) : id_(id), actor_(std::move(actor)) {}

  outbox::MessageId id_;
  std::string actor_;
};

inline constexpr std::size_t kDeletedMax = 100;  // messages of one command

struct DeleteMessagesResult {
  std::int64_t deleted = 0;
};

class DeleteMessages final : public CommandOf<DeleteMessagesResult> {
 public:
  // At most kDeletedMax. Those that are not to be deleted when it is decided stay.
  static std::unique_ptr<DeleteMessages> Check(std::vector<outbox::MessageId> ids);

  [[nodiscard]] std::string_view Kind() const override { return "delete_messages"; }
  void AddNeeds(Needs& needs) const override;
  // A repeat deletes nothing.
  [[nodiscard]] DecisionOf<DeleteMessagesResult> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  explicit DeleteMessages(std::vector<outbox::MessageId> ids) : ids_(std::move(ids)) {}

  std::vector<outbox::MessageId> ids_;
};

}  // namespace herlaad::engine
