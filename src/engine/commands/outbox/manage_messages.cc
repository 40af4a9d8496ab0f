#include "engine/commands/outbox/manage_messages.h"

#include "base/core/check.h"

namespace herlaad::engine {

std::unique_ptr<RetryMessage> RetryMessage::Check(outbox::MessageId id, std::string actor) {
  return std::unique_ptr<RetryMessage>(new RetryMessage(id, std::move(actor)));
}

DecisionOf<RetryMessageResult> RetryMessage::Decide(const ReadSet& read_set,
                                                    const DecisionContext& context) const {
  const auto* const found = read_set.Find<outbox::Message>(id_);
  if (found == nullptr) return RetryMessageResult{};
  auto again = outbox::TriedAgain(*found, context.now);
  if (!again) return RetryMessageResult{RetryMessageOutcome::kNotEnded, found->state};
  Decision decision;
  decision.audit.push_back({context.now, actor_, "outbox.retry", ToText(id_),
                            found->kind + " of " + found->owner.id + ", was " +
                                std::string(outbox::Name(found->state))});
  decision.rows.Put(*std::move(again));
  return {std::move(decision), {RetryMessageOutcome::kDue, found->state}};
}

std::unique_ptr<DeleteMessages> DeleteMessages::Check(std::vector<outbox::MessageId> ids) {
  CHECK(ids.size() <= kDeletedMax, "a sweep is bounded");
  return std::unique_ptr<DeleteMessages>(new DeleteMessages(std::move(ids)));
}

void DeleteMessages::AddNeeds(Needs& needs) const {
  for (const outbox::MessageId id : ids_) needs.Put<outbox::Message>(id);
}

DecisionOf<DeleteMessagesResult> DeleteMessages::Decide(const ReadSet& read_set,
                                                        const DecisionContext& context) const {
  Decision decision;
  DeleteMessagesResult result;
  for (const outbox::MessageId id : ids_) {
    const auto* const found = read_set.Find<outbox::Message>(id);
    if (found == nullptr || !outbox::IsToBeDeleted(*found, context.now)) continue;
    decision.deleted.Put<outbox::Message>(id);
    ++result.deleted;
  }
  return {std::move(decision), result};
}

}  // namespace herlaad::engine
